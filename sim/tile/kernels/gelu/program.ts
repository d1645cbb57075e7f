/**
 * GELU by tanh, and with a bias before it. Slots on ipu21:
 *   gelu: block b of 16 halves belongs to worker b mod 6, 77 slots a block; the worker next in turn takes
 *         the pairs that are left, 2 + 20 a pair; where there are such pairs each worker with a block pays 3 more
 *   to fp8: blocks of 32, 167 slots: two of 77 and 13 to convert and store
 *   bias-gelu: a launch a row; its quads dealt to the workers, 15 slots a quad; where the row is no whole number of
 *         quads, blocks of 16 (90 slots) and pairs (7 + 23 a pair) as in gelu
 * On aligned rows of width w that is 222 + rows · (228 + 90 ⌈w / 24⌉) cycles.
 * Source: osmarks/ipu-stack docs/NORM_GELU_KERNELS_2026_09_11.md, BIAS_GELU_MIX_2026_09_13.md.
 * Which slots are loads and stores is assumed: accesses first, float arithmetic in the others. Pairs left
 * over in fp8 are assumed to cost what they cost in halves.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import { type Bundle, controlBundles, loop, once, type TileProgram, type WorkerBlock } from '../../engines/program.js';
import { evenShares, perShare } from '../../shares.js';
import { accesses, callProgram, filledBundles, launchPerRowProgram } from '../shared/one-launch-program.js';
import type { BiasGeluTask, GeluTask } from './task.js';

export function geluProgram({ kind, elements, output }: GeluTask, machine: TileMachine): TileProgram {
  const { gelu } = machine.programs;
  const fp8 = output === 'fp8';
  const size = fp8 ? gelu.fp8ElementsPerBlock : gelu.elementsPerBlock;
  const bundles = (count: number, slots: number) =>
    vectorBundles(['source'], count, count * OPERAND_BYTES[output], slots, machine);
  const workers = blockWorkers(elements, size, machine, {
    start: controlBundles(!fp8 && elements % size > 0 ? gelu.raggedSlots : 0),
    block: bundles(size, fp8 ? gelu.fp8BlockSlots : gelu.blockSlots),
    tail: controlBundles(gelu.tailSlots),
    pair: bundles(2, gelu.pairSlots),
  });
  const setup = { ...gelu, setupCycles: gelu.setupCycles + (fp8 ? gelu.fp8SetupCycles : 0) };
  return callProgram({ name: kind, setup, elements: { source: 0, destination: 0 }, workers }, machine);
}

export function biasGeluProgram({ kind, rows, width }: BiasGeluTask, machine: TileMachine): TileProgram {
  const { biasGelu } = machine.programs;
  const { vectorElements, elementsPerBlock } = biasGelu;
  const bundles = (count: number, slots: number) =>
    vectorBundles(['source', 'bias'], count, count * OPERAND_BYTES.fp16, slots, machine);
  const quad = bundles(vectorElements, biasGelu.quadSlots);
  const workers =
    width % vectorElements === 0
      ? perShare(width / vectorElements, machine.tile.workers, (share): WorkerBlock[] => [loop(quad, share)])
      : blockWorkers(width, elementsPerBlock, machine, {
          start: [],
          block: bundles(elementsPerBlock, biasGelu.blockSlots),
          tail: controlBundles(biasGelu.tailSlots),
          pair: bundles(2, biasGelu.pairSlots),
        });
  const setup = { ...biasGelu, setupSlots: biasGelu.setupSlots + biasGelu.rowSlots };
  const elements = { source: 0, bias: 0, destination: 0 };
  return launchPerRowProgram({ name: kind, setup, elements, workers, rows }, machine);
}

/** What a worker does: before its blocks where it has any, a block, before its pairs, a pair. */
interface Blocked {
  readonly start: readonly Bundle[];
  readonly block: readonly Bundle[];
  readonly tail: readonly Bundle[];
  readonly pair: readonly Bundle[];
}

/** Blocks dealt in turn; the worker next in turn has the pairs that are left. */
function blockWorkers(
  elements: number,
  size: number,
  { tile }: TileMachine,
  { start, block, tail, pair }: Blocked,
): (readonly WorkerBlock[])[] {
  const blocks = Math.floor(elements / size);
  const pairs = Math.ceil((elements % size) / 2);
  return evenShares(blocks, tile.workers).map((share, worker) => [
    ...(share > 0 ? [once(start), loop(block, share)] : []),
    ...(pairs > 0 && worker === blocks % tile.workers ? [once(tail), loop(pair, pairs)] : []),
  ]);
}

/** Loads of halves, stores, float arithmetic in the other slots. */
function vectorBundles(
  loads: readonly string[],
  halves: number,
  storedBytes: number,
  slots: number,
  machine: TileMachine,
): Bundle[] {
  const reads = loads.flatMap((stream) => accesses('read', stream, halves * OPERAND_BYTES.fp16, machine));
  return filledBundles([...reads, ...accesses('write', 'destination', storedBytes, machine)], slots);
}
