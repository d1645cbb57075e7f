/**
 * Layer-norm of rows of halves, statistics in floats. Per row three launches, each over the whole row with
 * its vectors dealt to the workers: sum (2 slots per 8 halves), centred squares (5 per 4), apply (12 per 4).
 * With a residual each pass adds it again: 5 per 8, 7 per 4, 14 per 4. Narrow rows and widths that are no
 * multiple of 8 take pairs in sum and squares (3 and 5 slots), no multiple of 4 in apply (10).
 *   statistics: the first two launches; apply alone: one launch, in which each worker goes over the rows
 * Source: osmarks/ipu-stack docs/KERNEL_PIPELINES_2026_09_13.md. Which slots are loads is assumed; so is
 * that a residual costs a narrow loop two slots a pair (its load, the addition).
 */
import type { LayerNormRecord, NormPassRecord, TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import { turnCycles } from '../../barrel.js';
import {
  type Bundle,
  controlBundles,
  loop,
  once,
  repeat,
  type SupervisorStep,
  type TileProgram,
  type WorkerProgram,
} from '../../engines/program.js';
import { perShare } from '../../shares.js';
import { accesses, coissuedBundles, oneLaunchProgram, rendezvousStep } from '../shared/one-launch-program.js';
import type { LayerNormApplyTask, LayerNormStatisticsTask, LayerNormTask, NormFusion } from './task.js';

export const NORM_PASSES = ['sum', 'squares', 'apply'] as const;

export type NormPass = (typeof NORM_PASSES)[number];

const ELEMENTS = { source: 0, residual: 0, scale: 0, shift: 0, destination: 0 } as const;

export function layerNormProgram({ kind, rows, width, fused }: LayerNormTask, machine: TileMachine): TileProgram {
  const passes = NORM_PASSES.flatMap((pass) => passSteps(pass, width, fused, machine));
  return rowsProgram(kind, rows, passes, machine);
}

export function layerNormStatisticsProgram(task: LayerNormStatisticsTask, machine: TileMachine): TileProgram {
  const passes = (['sum', 'squares'] as const).flatMap((pass) => passSteps(pass, task.width, 'none', machine));
  return rowsProgram(task.kind, task.rows, passes, machine);
}

export function layerNormApplyProgram({ kind, rows, width }: LayerNormApplyTask, machine: TileMachine): TileProgram {
  const { layerNorm } = machine.programs;
  const { applyAlone } = layerNorm;
  const vector = passElements('apply', width, layerNorm);
  const bundles = passBundles('apply', vector, 'none', machine);
  return oneLaunchProgram(
    {
      name: kind,
      setup: applyAlone,
      elements: ELEMENTS,
      items: Math.ceil(width / vector),
      blocks: (share) => [repeat([once(controlBundles(applyAlone.rowSlots)), loop(bundles, share)], rows)],
    },
    machine,
  );
}

/** One call, the steps of a row for each row. */
function rowsProgram(name: string, rows: number, steps: readonly SupervisorStep[], machine: TileMachine): TileProgram {
  const { callCycles: cycles } = machine.programs.layerNorm;
  return {
    name,
    steps: [
      { kind: 'issue', issues: machine.launch.callIssues, cycles, cause: 'launch' },
      { kind: 'loop', steps, trips: rows },
    ],
    elements: ELEMENTS,
    turnCycles: turnCycles(machine),
    amp: null,
  };
}

function passSteps(pass: NormPass, width: number, fused: NormFusion, machine: TileMachine): SupervisorStep[] {
  const { layerNorm } = machine.programs;
  const record = layerNorm[pass];
  const around = record.aroundSlots + (fused === 'add' ? record.fusedAroundSlots : 0);
  const vector = passElements(pass, width, layerNorm);
  const bundles = passBundles(pass, vector, fused, machine);
  return launchSteps(Math.ceil(width / vector), (share) => rowWorker(around, bundles, share), machine);
}

/** One launch, its vectors dealt to the workers. */
export function launchSteps(
  vectors: number,
  worker: (share: number) => WorkerProgram,
  machine: TileMachine,
): SupervisorStep[] {
  return [
    rendezvousStep(machine.programs.layerNorm.launchCycles, machine),
    { kind: 'launch', workers: perShare(vectors, machine.tile.workers, worker) },
  ];
}

/** A worker's share of the vectors of a row. */
export function rowWorker(aroundSlots: number, bundles: readonly Bundle[], share: number): WorkerProgram {
  return [once(controlBundles(aroundSlots)), loop(bundles, share)];
}

/** Halves of a vector: the pass's own, or a pair. */
function passElements(pass: NormPass, width: number, layerNorm: LayerNormRecord): number {
  const record: NormPassRecord = layerNorm[pass];
  const wide =
    pass === 'apply'
      ? width % record.elements === 0
      : width >= layerNorm.leastWideElements && width % layerNorm.sum.elements === 0;
  return wide ? record.elements : 2;
}

function passBundles(pass: NormPass, elements: number, fused: NormFusion, machine: TileMachine): Bundle[] {
  const record = machine.programs.layerNorm[pass];
  const add = fused === 'add';
  const wideSlots = add ? record.fusedVectorSlots : record.vectorSlots;
  const pairSlots = record.pairSlots + (add ? machine.programs.layerNorm.fusedPairSlots : 0);
  const read = (stream: string) => accesses('read', stream, elements * OPERAND_BYTES.fp16, machine);
  const scales = pass === 'apply' ? [...read('scale'), ...read('shift')] : [];
  return coissuedBundles({
    loads: [...read('source'), ...(add ? read('residual') : []), ...scales],
    floats: elements === 2 ? pairSlots : wideSlots,
    stores: pass === 'apply' ? accesses('write', 'destination', elements * OPERAND_BYTES.fp16, machine) : [],
  });
}
