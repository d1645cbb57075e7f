/** Softmax, layer-norm and GELU by arithmetic on rows, blocks, quads and pairs. */
import type { NormPassRecord, TileMachine } from '../../../models/machines/machine.js';
import { OPERAND_BYTES } from '../amp-shape.js';
import type { TileResult } from '../result.js';
import type {
  BiasGeluTask,
  GeluTask,
  LayerNormApplyTask,
  NormFusion,
  SoftmaxCrossEntropyTask,
  SoftmaxTask,
} from '../tile-task.js';
import {
  addLaunches,
  addSupervisor,
  type Crew,
  calledTotal,
  dealt,
  oneLaunch,
  oneLaunchOf,
  resultOf,
} from './total.js';
import {
  addLoop,
  type Body,
  calledWork,
  coissuedTrip,
  filledTrip,
  startedWork,
  streamed,
  type Trip,
  type Work,
} from './work.js';

const HALF = OPERAND_BYTES.fp16;

export function softmaxForm({ rows, keys, paddedKeys }: SoftmaxTask, machine: TileMachine): TileResult {
  const { softmax } = machine.programs;
  const block = softmax.elementsPerBlock;
  const ragged = keys % block;
  const room = Math.min(paddedKeys, Math.ceil(keys / block) * block);
  const zeroPairs = ragged === 0 ? 0 : Math.ceil(Math.max(0, room - keys - (ragged % 2)) / 2);
  const paddedBlocks = Math.max(0, Math.ceil((paddedKeys - Math.ceil(keys / block) * block) / block));
  return oneLaunch(softmax, machine, rows, (share) => {
    const work = calledWork(machine, softmax.setupSlots + share * softmax.rowSlots);
    addBlocks(work, share * Math.floor(keys / block), machine);
    addLoop(work, reading(2, softmax.maximumPairSlots, machine), share * Math.floor(ragged / 2));
    addLoop(work, updating(2, softmax.exponentialPairSlots, machine), share * Math.floor(ragged / 2));
    addLoop(work, updating(1, softmax.oddKeySlots, machine), share * (ragged % 2));
    addLoop(work, clearing(2, softmax.zeroPairSlots, machine), share * zeroPairs);
    return addLoop(work, clearing(block, softmax.paddedBlockSlots, machine), share * paddedBlocks);
  });
}

export function crossEntropyForm({ rows, classes }: SoftmaxCrossEntropyTask, machine: TileMachine): TileResult {
  const { softmax } = machine.programs;
  return oneLaunch(softmax, machine, rows, (share) => {
    const work = calledWork(machine, softmax.setupSlots + share * (softmax.rowSlots + softmax.lossRowSlots));
    return addBlocks(work, share * Math.ceil(classes / softmax.elementsPerBlock), machine);
  });
}

function addBlocks(work: Work, blocks: number, machine: TileMachine): Work {
  const { elementsPerBlock, maximumBlockSlots, exponentialBlockSlots } = machine.programs.softmax;
  addLoop(work, reading(elementsPerBlock, maximumBlockSlots, machine), blocks);
  return addLoop(work, updating(elementsPerBlock, exponentialBlockSlots, machine), blocks);
}

function reading(keys: number, slots: number, machine: TileMachine): Trip {
  return filledTrip(streamed(keys * HALF, 0, 0, machine), slots);
}

function updating(keys: number, slots: number, machine: TileMachine): Trip {
  return filledTrip(streamed(keys * HALF, 0, keys * HALF, machine), slots);
}

function clearing(keys: number, slots: number, machine: TileMachine): Trip {
  return filledTrip(streamed(0, 0, keys * HALF, machine), slots);
}

type Pass = 'sum' | 'squares' | 'apply';

/** Launches of the passes, for each row again. */
export function layerNormForm(
  passes: readonly Pass[],
  { rows, width, fused }: { readonly rows: number; readonly width: number; readonly fused: NormFusion },
  machine: TileMachine,
): TileResult {
  const { layerNorm } = machine.programs;
  const total = calledTotal(layerNorm.callCycles, machine.launch.callIssues);
  for (const pass of passes) {
    addSupervisor(total, layerNorm.launchCycles, 2, rows);
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

/** Blocks dealt in turn; the worker next in turn has the pairs that are left. */
export function geluForm({ elements, output }: GeluTask, machine: TileMachine): TileResult {
  const { gelu } = machine.programs;
  const fp8 = output === 'fp8';
  const size = fp8 ? gelu.fp8ElementsPerBlock : gelu.elementsPerBlock;
  const blocks = Math.floor(elements / size);
  const pairs = Math.ceil((elements % size) / 2);
  const body = (count: number): Body => streamed(count * HALF, 0, count * OPERAND_BYTES[output], machine);
  const block = filledTrip(body(size), fp8 ? gelu.fp8BlockSlots : gelu.blockSlots);
  const blocksWork = (share: number) => addLoop(calledWork(machine, gelu.setupSlots), block, share);
  const setupCycles = gelu.setupCycles + (fp8 ? gelu.fp8SetupCycles : 0);
  const crews = dealt(blocks, machine.tile.workers, blocksWork);
  if (pairs === 0) return oneLaunchOf(setupCycles, machine, crews);
  const tailWork = blocksWork(Math.floor(blocks / machine.tile.workers));
  tailWork.aroundSlots += gelu.tailSlots;
  addLoop(tailWork, filledTrip(body(2), gelu.pairSlots), pairs);
  const [least, workers] = crews.pop() as Crew;
  return oneLaunchOf(setupCycles, machine, [...crews, [tailWork, 1], [least, workers - 1]]);
}

export function biasGeluForm({ rows, width }: BiasGeluTask, machine: TileMachine): TileResult {
  const { biasGelu } = machine.programs;
  const quads = width % 4 === 0;
  const elements = quads ? 4 : 2;
  const vector = streamed(elements * HALF, 0, elements * HALF, machine);
  const body = { ...vector, loads: 2 * vector.loads, readBytes: 2 * vector.readBytes };
  const trip = filledTrip(body, quads ? biasGelu.quadSlots : biasGelu.pairSlots);
  return oneLaunch(biasGelu, machine, Math.ceil(width / elements), (share) =>
    addLoop(calledWork(machine, biasGelu.setupSlots + rows * biasGelu.rowSlots), trip, rows * share),
  );
}
