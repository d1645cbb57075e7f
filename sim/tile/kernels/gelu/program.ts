/**
 * GELU by tanh, and with a bias before it. Slots on ipu21:
 *   gelu: block b of 16 halves belongs to worker b mod 6, 77 slots a block; the worker next in turn takes
 *         the pairs that are left, 2 + 20 a pair
 *   to fp8: blocks of 32, 167 slots: two of 77 and 13 to convert and store
 *   bias-gelu: quads of a row dealt to the workers, 15 slots a quad; pairs of 24 where the width is no
 *         multiple of four; 3 slots a row
 * Source: osmarks/ipu-stack docs/NORM_GELU_KERNELS_2026_09_11.md, BIAS_GELU_MIX_2026_09_13.md.
 * Which slots are loads and stores is assumed: accesses first, float arithmetic in the others. Pairs left
 * over in fp8 are assumed to cost what they cost in halves.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import {
  type Access,
  type Bundle,
  controlBundles,
  loop,
  once,
  repeat,
  type TileProgram,
  type WorkerBlock,
} from '../../engines/program.js';
import { evenShares } from '../../shares.js';
import { accesses, callProgram, filledBundles, oneLaunchProgram } from '../shared/one-launch-program.js';
import type { BiasGeluTask, GeluTask } from './task.js';

export function geluProgram({ kind, elements, output }: GeluTask, machine: TileMachine): TileProgram {
  const { gelu } = machine.programs;
  const fp8 = output === 'fp8';
  const blockElements = fp8 ? gelu.fp8ElementsPerBlock : gelu.elementsPerBlock;
  const blocks = Math.floor(elements / blockElements);
  const pairs = Math.ceil((elements % blockElements) / 2);
  const { workers } = machine.tile;
  const bytes = OPERAND_BYTES[output];
  const block = unary(blockElements, bytes, fp8 ? gelu.fp8BlockSlots : gelu.blockSlots, machine);
  const tail =
    pairs === 0 ? [] : [once(controlBundles(gelu.tailSlots)), loop(unary(2, bytes, gelu.pairSlots, machine), pairs)];
  const shares = evenShares(blocks, workers).map((share, worker): WorkerBlock[] => [
    loop(block, share),
    ...(worker === blocks % workers ? tail : []),
  ]);
  const setup = { ...gelu, setupCycles: gelu.setupCycles + (fp8 ? gelu.fp8SetupCycles : 0) };
  return callProgram({ name: kind, setup, elements: { source: 0, destination: 0 }, workers: shares }, machine);
}

export function biasGeluProgram({ kind, rows, width }: BiasGeluTask, machine: TileMachine): TileProgram {
  const { biasGelu } = machine.programs;
  const quads = width % biasGelu.vectorElements === 0;
  const vector = quads ? biasGelu.vectorElements : 2;
  const slots = quads ? biasGelu.quadSlots : biasGelu.pairSlots;
  const bytes = vector * OPERAND_BYTES.fp16;
  const bundles = filledBundles(
    [
      ...accesses('read', 'source', bytes, machine),
      ...accesses('read', 'bias', bytes, machine),
      ...accesses('write', 'destination', bytes, machine),
    ],
    slots,
  );
  return oneLaunchProgram(
    {
      name: kind,
      setup: biasGelu,
      elements: { source: 0, bias: 0, destination: 0 },
      items: Math.ceil(width / vector),
      blocks: (share) => [repeat([once(controlBundles(biasGelu.rowSlots)), loop(bundles, share)], rows)],
    },
    machine,
  );
}

function unary(elements: number, outputBytes: number, slots: number, machine: TileMachine): Bundle[] {
  const parts: Access[] = [
    ...accesses('read', 'source', elements * OPERAND_BYTES.fp16, machine),
    ...accesses('write', 'destination', elements * outputBytes, machine),
  ];
  return filledBundles(parts, slots);
}
