/**
 * How a convolution is laid over the tiles: the way and the split that minimise the modelled time of bringing operands,
 * working on the largest block, and adding partial sums, within what a tile's SRAM has left. Times are the closed form's.
 * Splits are timed in the order of what they take at least (least-cycles.ts), until no other can be faster.
 * Left out: rounds, operands kept where they are used, overlap of exchange and compute.
 */
import { InputError } from '../../../models/input-error.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { closedForm } from '../../tile/kernels/closed-forms.js';
import { exchangeCycles } from '../exchange/phase.js';
import { createMemo, type Memo } from '../memo.js';
import { DoesNotFit } from '../memory/does-not-fit.js';
import { usableBytes } from '../memory/sram.js';
import { addedUp, stagesCycles } from '../ops/sums.js';
import { fewestParts, numbersOfParts, windowsOf } from './axis-parts.js';
import { type ConvolutionWay, callsOf } from './block.js';
import { leastCycles } from './least-cycles.js';
import { type ConvolutionShape, isDepthwise, keyOf } from './shape.js';
import {
  arrivingOperands,
  blockBytes,
  type ConvolutionSplit,
  channelGrains,
  imageAxes,
  largestBlock,
  splitParts,
  sumsOf,
} from './split.js';

export interface ConvolutionPlan extends ConvolutionSplit {
  /** Modelled, of the whole op. */
  readonly cycles: number;
  /** SRAM of the fullest tile for operands gathered and results, in bytes. */
  readonly sramBytes: number;
}

const plans = new WeakMap<TileMachine, Memo<ConvolutionPlan>>();

/**
 * @param heldBytes what each tile holds beside the blocks @param where names the op in the error
 * @throws DoesNotFit where no split fits the tiles' SRAM
 */
export function planConvolution(
  shape: ConvolutionShape,
  machine: TileMachine,
  heldBytes: number,
  where: string,
): ConvolutionPlan {
  const known = plans.get(machine) ?? createMemo<ConvolutionPlan>();
  plans.set(machine, known);
  const remembered = (held: number) =>
    known.of([...keyOf(shape), held], () => fastestPlan(shape, machine, held, where));
  const free = remembered(0);
  return free.sramBytes + heldBytes <= usableBytes(machine) ? free : remembered(heldBytes);
}

interface Found {
  plan?: ConvolutionPlan;
  cycles: number;
  leastBytes: number;
}

function fastestPlan(shape: ConvolutionShape, machine: TileMachine, held: number, where: string): ConvolutionPlan {
  if (!machine.amp.operands.includes(shape.operands)) {
    const expected = `operands that ${machine.name} multiplies (${machine.amp.operands.join(', ')})`;
    throw new InputError(where, expected, shape.operands);
  }
  const found: Found = { cycles: Number.POSITIVE_INFINITY, leastBytes: Number.POSITIVE_INFINITY };
  const atLeast = leastCycles(shape, machine);
  const splits = waysOf(shape)
    .flatMap((way) => [...splitsOf(shape, way, machine)])
    .map((split) => ({ split, least: atLeast(split) }))
    .sort((a, b) => a.least - b.least);
  for (const { split, least } of splits) {
    if (least >= found.cycles) break;
    trySplit(split, shape, machine, held, found);
  }
  if (found.plan !== undefined) return found.plan;
  throw new DoesNotFit(
    where,
    `a split whose blocks fit ${usableBytes(machine)} bytes of SRAM a tile`,
    `${found.leastBytes} bytes${held > 0 ? `, ${held} of them of tensors that live there` : ''}`,
    found.leastBytes,
  );
}

function waysOf(shape: ConvolutionShape): ConvolutionWay[] {
  const { direction, kernel, padding, groups } = shape;
  const vectors: ConvolutionWay[] = isDepthwise(shape) ? ['vectors'] : [];
  if (direction === 'wgrad') return isDepthwise(shape) ? vectors : ['product'];
  if (kernel === 1 && padding === 0 && !isDepthwise(shape)) return ['product'];
  return direction === 'forward' && groups === 1 ? [...vectors, 'windows', 'patches'] : [...vectors, 'windows'];
}

/** Channels in every number of parts, positions over the tiles that are left; what gives no smaller part is left out. */
function* splitsOf(shape: ConvolutionShape, way: ConvolutionWay, machine: TileMachine): Generator<ConvolutionSplit> {
  const grains = channelGrains(shape, way, machine);
  const { vertical, horizontal } = imageAxes(shape);
  const written =
    shape.direction === 'dgrad' ? [shape.height, shape.width] : [windowsOf(vertical), windowsOf(horizontal)];
  const [rows, columns] = written as [number, number];
  const { tiles } = machine;
  for (const splitGroups of numbersOfParts(Math.ceil(shape.groups / grains.groups), tiles)) {
    for (const splitWritten of numbersOfParts(Math.ceil(shape.written / grains.written), tiles / splitGroups)) {
      const channels = splitGroups * splitWritten;
      for (const splitRead of numbersOfParts(Math.ceil(shape.read / grains.read), tiles / channels)) {
        const left = Math.floor(tiles / (channels * splitRead));
        for (const splitImages of numbersOfParts(shape.images, left)) {
          const splitHeight = fewestParts(rows, Math.floor(left / splitImages));
          const splitWidth = fewestParts(columns, Math.floor(left / (splitImages * splitHeight)));
          yield { way, splitImages, splitHeight, splitWidth, splitGroups, splitWritten, splitRead };
        }
      }
    }
  }
}

function trySplit(
  split: ConvolutionSplit,
  shape: ConvolutionShape,
  machine: TileMachine,
  held: number,
  found: Found,
): void {
  const parts = splitParts(shape, split, machine);
  const sramBytes = blockBytes(shape, split, parts);
  found.leastBytes = Math.min(found.leastBytes, held + sramBytes);
  if (held + sramBytes > usableBytes(machine)) return;
  const block = largestBlock(parts);
  const worked = callsOf(split.way, shape, block, machine).reduce(
    (sum, { task, calls }) => sum + calls * closedForm(task, machine).cycles,
    exchangeCycles(arrivingOperands(shape, parts), machine.exchange).cycles,
  );
  if (worked >= found.cycles) return;
  const { partials, elements } = sumsOf(shape, parts, block);
  const cycles = worked + (partials === 1 ? 0 : sumsCycles(partials, elements, shape.partialBytes, machine));
  if (cycles >= found.cycles) return;
  found.cycles = cycles;
  found.plan = { ...split, cycles, sramBytes };
}

const sums = new WeakMap<TileMachine, Memo<number>>();

/** Partial sums of so many tiles, shared by them. */
function sumsCycles(partials: number, elements: number, bytes: number, machine: TileMachine): number {
  const known = sums.get(machine) ?? createMemo<number>();
  sums.set(machine, known);
  const grid = { kind: 'grid', rows: partials, columns: elements, splitRows: partials, splitColumns: 1 } as const;
  const format = bytes === 4 ? 'fp32' : 'fp16';
  return known.of([partials, elements, bytes], () =>
    stagesCycles(addedUp(grid, { perColumn: 1, bytes, format }, machine), machine),
  );
}
