/** Layer-norm by arithmetic on passes over rows. */
import type { NormPassRecord, TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { addLaunches, addRendezvous, type Crew, calledTotal, dealt, oneLaunch, resultOf } from '../shared/total.js';
import { addLoop, calledWork, coissuedTrip, startedWork, streamed, type Trip } from '../shared/work.js';
import type { LayerNormApplyTask, NormFusion } from './task.js';

const HALF = OPERAND_BYTES.fp16;

type Pass = 'sum' | 'squares' | 'apply';

/** Launches of the passes, for each row again. */
export function layerNormForm(
  passes: readonly Pass[],
  { rows, width, fused }: { readonly rows: number; readonly width: number; readonly fused: NormFusion },
  machine: TileMachine,
): TileResult {
  const { layerNorm } = machine.programs;
  const total = calledTotal(machine, layerNorm.callCycles, machine.launch.callIssues);
  for (const pass of passes) {
    addRendezvous(total, machine, layerNorm.launchCycles, rows);
    addLaunches(total, passCrews(pass, width, fused, machine), rows);
  }
  return resultOf(total, 0, 0);
}

function passCrews(pass: Pass, width: number, fused: NormFusion, machine: TileMachine): Crew[] {
  const record = machine.programs.layerNorm[pass];
  const elements = vectorElements(pass, width, machine);
  const trip = normTrip(pass, elements, fused, machine);
  const around = record.aroundSlots + (fused === 'add' ? record.fusedAroundSlots : 0);
  return dealt(Math.ceil(width / elements), machine.tile.workers, (share) => addLoop(startedWork(around), trip, share));
}

export function layerNormApplyForm({ rows, width }: LayerNormApplyTask, machine: TileMachine): TileResult {
  const { applyAlone } = machine.programs.layerNorm;
  const elements = vectorElements('apply', width, machine);
  const trip = normTrip('apply', elements, 'none', machine);
  return oneLaunch(applyAlone, machine, Math.ceil(width / elements), (share) =>
    addLoop(calledWork(machine, applyAlone.setupSlots + rows * applyAlone.rowSlots), trip, rows * share),
  );
}

function vectorElements(pass: Pass, width: number, machine: TileMachine): number {
  const { layerNorm } = machine.programs;
  const own: NormPassRecord = layerNorm[pass];
  if (pass === 'apply') return width % own.elements === 0 ? own.elements : 2;
  return width < layerNorm.leastWideElements || width % layerNorm.sum.elements !== 0 ? 2 : own.elements;
}

function normTrip(pass: Pass, elements: number, fused: NormFusion, machine: TileMachine): Trip {
  const { layerNorm } = machine.programs;
  const record: NormPassRecord = layerNorm[pass];
  const add = fused === 'add';
  const pair = record.pairSlots + (add ? layerNorm.fusedPairSlots : 0);
  const wide = add ? record.fusedVectorSlots : record.vectorSlots;
  const streams = 1 + (add ? 1 : 0) + (pass === 'apply' ? 2 : 0);
  const vector = streamed(
    elements * HALF,
    elements === 2 ? pair : wide,
    pass === 'apply' ? elements * HALF : 0,
    machine,
  );
  return coissuedTrip({ ...vector, loads: streams * vector.loads, readBytes: streams * vector.readBytes });
}
