/**
 * How a convolution is laid over the tiles: the way and the split that minimise the modelled time of bringing operands,
 * working on the largest block, and adding partial sums, within what a tile's SRAM has left. Times are the closed form's.
 * Splits are timed in the order of what they take at least (least-cycles.ts), until no other can be faster.
 * More rounds are tried while a split that did not fit could have been the fastest.
 * Left out: operands kept where they are used, overlap of exchange and compute.
 */
import { InputError } from '../../../models/input-error.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { closedForm } from '../../tile/kernels/closed-forms.js';
import { exchangeCycles } from '../exchange/phase.js';
import { createMemo, type Memo } from '../memo.js';
import { DoesNotFit } from '../memory/does-not-fit.js';
import { usableBytes } from '../memory/sram.js';
import { addedUp, stagesCycles } from '../ops/sums.js';
import { callsOf } from './block.js';
import { leastCycles } from './least-cycles.js';
import { type ConvolutionShape, keyOf } from './shape.js';
import {
  arrivingOperands,
  blockBytes,
  type ConvolutionSplit,
  largestBlock,
  type SplitParts,
  splitParts,
  sumsOf,
} from './split.js';
import { splitsOf } from './splits.js';

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

/** Beyond so many rounds what does not fit is told as too large. */
const MOST_ROUNDS = 64;

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
  for (let rounds = 1; rounds <= MOST_ROUNDS; rounds *= 2) {
    const tooLarge = tryRounds(rounds, shape, machine, held, found);
    if (tooLarge >= found.cycles) break;
  }
  if (found.plan !== undefined) return found.plan;
  throw new DoesNotFit(
    where,
    `a split whose blocks fit ${usableBytes(machine)} bytes of SRAM a tile`,
    `${found.leastBytes} bytes${held > 0 ? `, ${held} of them of tensors that live there` : ''}`,
    found.leastBytes,
  );
}

/**
 * Splits with so many rounds, those first that could be the fastest.
 * @returns least cycles of those that did not fit
 */
function tryRounds(rounds: number, shape: ConvolutionShape, machine: TileMachine, held: number, found: Found): number {
  const atLeast = leastCycles(shape, machine);
  const splits = splitsOf(shape, rounds, machine)
    .map((split) => ({ split, least: atLeast(split) }))
    .sort((a, b) => a.least - b.least);
  let tooLarge = Number.POSITIVE_INFINITY;
  for (const { split, least } of splits) {
    if (least >= found.cycles) break;
    if (trySplit(split, shape, machine, held, found) === 'too-large') tooLarge = Math.min(tooLarge, least);
  }
  return tooLarge;
}

function trySplit(
  split: ConvolutionSplit,
  shape: ConvolutionShape,
  machine: TileMachine,
  held: number,
  found: Found,
): 'tried' | 'too-large' {
  const parts = splitParts(shape, split, machine);
  const sramBytes = blockBytes(shape, split, parts);
  found.leastBytes = Math.min(found.leastBytes, held + sramBytes);
  if (held + sramBytes > usableBytes(machine)) return 'too-large';
  const cycles = splitCycles(shape, split, parts, machine);
  if (cycles >= found.cycles) return 'tried';
  found.cycles = cycles;
  found.plan = { ...split, cycles, sramBytes };
  return 'tried';
}

/** Modelled cycles of a split: round by round operands and the largest block, then partial sums. */
export function splitCycles(
  shape: ConvolutionShape,
  { way, rounds }: ConvolutionSplit,
  parts: SplitParts,
  machine: TileMachine,
): number {
  const block = largestBlock(parts);
  const inRound = callsOf(way, shape, block, machine).reduce(
    (sum, { task, calls }) => sum + calls * closedForm(task, machine).cycles,
    0,
  );
  const movedIn = (round: number) => exchangeCycles(arrivingOperands(shape, parts, round), machine.exchange).cycles;
  const moved = movedIn(0) + (rounds === 1 ? 0 : (rounds - 1) * movedIn(1));
  const { partials, elements } = sumsOf(shape, parts, block);
  return moved + rounds * inRound + (partials === 1 ? 0 : sumsCycles(partials, elements, shape, machine));
}

const sums = new WeakMap<TileMachine, Memo<number>>();

/** Partial sums of so many tiles, shared by them. */
function sumsCycles(
  partials: number,
  elements: number,
  { partialBytes: bytes, partials: format }: ConvolutionShape,
  machine: TileMachine,
): number {
  const known = sums.get(machine) ?? createMemo<number>();
  sums.set(machine, known);
  const grid = { kind: 'grid', rows: partials, columns: elements, splitRows: partials, splitColumns: 1 } as const;
  return known.of([partials, elements, bytes], () =>
    stagesCycles(addedUp(grid, { perColumn: 1, bytes, format }, machine), machine),
  );
}
