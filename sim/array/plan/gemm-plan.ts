/**
 * How products of one shape are laid over the tiles: splits of the batch, of m, n and k that minimise the modelled time
 * of gathering operands, computing, and reducing partial sums, within what each tile's SRAM has left beside the
 * tensors that live there. Of each split the fewest rounds of an axis that fit are the fastest of it: a round more is a
 * gather and a call more, and no work less. A row times a matrix is also tried transposed, with the matrix as the rows.
 * Operands that lie where they are used (weights given before the run) cost memory instead of exchange.
 * Times are the closed form's, whatever engine runs the plan.
 * Left out: overlap of exchange and compute, bringing a matrix into the layout of rows.
 */
import { InputError } from '../../../models/input-error.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { type OperandArrival, type Orientation, ROUND_AXES, type RoundAxis } from '../../../records/run.js';
import { closedForm } from '../../tile/kernels/closed-forms.js';
import { exchangeCycles } from '../exchange/phase.js';
import { transfersBetween } from '../exchange/transfers.js';
import { DoesNotFit } from '../memory/does-not-fit.js';
import { spreadPlacement } from '../memory/placement.js';
import { usableBytes } from '../memory/sram.js';
import { type Block, blocksOfOperand, type GemmSplit, isCut, largestBlock, roundOf } from './gemm-block.js';
import { bytesOfRound, fitsTile, type Held } from './gemm-memory.js';
import { type GemmShape, type Grains, gemmTask, grainsOf, transposedShape } from './gemm-shape.js';

export interface GemmPlan extends GemmSplit {
  /** `transposed`: the splits are those of bᵀ · aᵀ. */
  readonly orientation: Orientation;
  /** One after another, of an equal part of a tile's block along an axis: 1 where all of it fits. */
  readonly rounds: number;
  readonly roundsOf: RoundAxis;
  /** How the operands of the executed product arrive. */
  readonly left: OperandArrival;
  readonly right: OperandArrival;
  /** SRAM of the fullest tile for operands gathered and results, in bytes. */
  readonly sramBytes: number;
  /** Modelled. */
  readonly cycles: number;
}

/** The product as it is run: as given, or transposed. */
export function executedShape(shape: GemmShape, { orientation }: Pick<GemmPlan, 'orientation'>): GemmShape {
  return orientation === 'as-given' ? shape : transposedShape(shape);
}

/**
 * @param where names the op in the error
 * @throws DoesNotFit where no split fits the tiles' SRAM, InputError where the machine does not multiply such operands
 */
export function planGemm(shape: GemmShape, machine: TileMachine, held: Held, where: string): GemmPlan {
  if (!machine.amp.operands.includes(shape.operands)) {
    const known = machine.amp.operands.join(', ');
    throw new InputError(where, `operands that ${machine.name} multiplies (${known})`, shape.operands);
  }
  const given = bestSplit(shape, machine, held);
  const turnedHeld = { ...held, left: held.right, right: held.left };
  const turned = shape.m === 1 ? bestSplit(transposedShape(shape), machine, turnedHeld) : NOTHING_FITS;
  const orientation = turned.cycles < given.cycles ? 'transposed' : 'as-given';
  const found = orientation === 'transposed' ? turned : given;
  if (found.plan === undefined) throw tooLarge(given.leastBytes, machine, held, where);
  const { left, right } = orientation === 'transposed' ? turnedHeld : held;
  return { ...found.plan, orientation, left, right, cycles: found.cycles };
}

/** A product in a given split, as it is given; undefined where it does not fit. */
export function planSplit(split: GemmSplit, shape: GemmShape, machine: TileMachine, held: Held): GemmPlan | undefined {
  const found: Found = { ...NOTHING_FITS };
  trySplit(split, shape, grainsOf(machine, shape), machine, held, found);
  if (found.plan === undefined) return undefined;
  return { ...found.plan, orientation: 'as-given', left: held.left, right: held.right, cycles: found.cycles };
}

/** Every split of a product that fits, as it is given, the fastest first. */
export function splitsThatFit(shape: GemmShape, machine: TileMachine, held: Held): GemmPlan[] {
  const plans: GemmPlan[] = [];
  eachSplit(shape, grainsOf(machine, shape), machine, (split) => {
    const plan = planSplit(split, shape, machine, held);
    if (plan !== undefined) plans.push(plan);
  });
  return plans.sort((a, b) => a.cycles - b.cycles);
}

function tooLarge(leastBytes: number, machine: TileMachine, held: Held, where: string): DoesNotFit {
  const beside = held.bytes > 0 ? `, ${held.bytes} of them of tensors that live there` : '';
  return new DoesNotFit(
    where,
    `a split whose blocks fit ${usableBytes(machine)} bytes of SRAM a tile`,
    `${leastBytes} bytes${beside}, at the finest split over ${machine.tiles} tile${machine.tiles === 1 ? '' : 's'}`,
    leastBytes,
  );
}

type Split = Omit<GemmPlan, 'orientation' | 'left' | 'right' | 'cycles'>;

/** The fastest split that fits, if any, and the least SRAM that any needs. */
interface Found {
  plan?: Split;
  cycles: number;
  leastBytes: number;
}

const NOTHING_FITS: Found = { cycles: Number.POSITIVE_INFINITY, leastBytes: Number.POSITIVE_INFINITY };

function bestSplit(shape: GemmShape, machine: TileMachine, held: Held): Found {
  const grains = grainsOf(machine, shape);
  const found: Found = { ...NOTHING_FITS };
  eachSplit(shape, grains, machine, (split) => trySplit(split, shape, grains, machine, held, found));
  return found;
}

function eachSplit(shape: GemmShape, grains: Grains, machine: TileMachine, visit: (split: GemmSplit) => void): void {
  for (const splitBatch of splitsOf(shape.batch, machine.tiles)) {
    const tiles = Math.floor(machine.tiles / splitBatch);
    for (const splitN of splitsOf(Math.ceil(shape.n / grains.n), tiles)) {
      for (const splitK of splitsOf(Math.ceil(shape.k / grains.k), Math.floor(tiles / splitN))) {
        for (const splitM of splitsOf(shape.m, Math.floor(tiles / (splitN * splitK)))) {
          visit({ splitBatch, splitM, splitN, splitK });
        }
      }
    }
  }
}

/**
 * Numbers of parts whose largest part differs, up to `most`: others are dominated. The most parts first: they are soon
 * fast, and most others are then given up before they are computed; of equals the fewest parts are kept.
 */
function splitsOf(grains: number, most: number): number[] {
  const splits: number[] = [];
  const limit = Math.min(grains, most);
  for (let split = 1; split <= limit; ) {
    splits.push(split);
    // The next number of parts whose largest part is smaller.
    const smaller = Math.ceil(grains / split) - 1;
    if (smaller < 1) break;
    split = Math.ceil(grains / smaller);
  }
  return splits.reverse();
}

function trySplit(
  split: GemmSplit,
  shape: GemmShape,
  grains: Grains,
  machine: TileMachine,
  held: Held,
  found: Found,
): void {
  const block = largestBlock(split, shape, grains);
  if ((block.calls * block.m * block.n * block.k) / grains.macsPerIssue > found.cycles) return;
  const bytesOf = (axis: RoundAxis, count: number) =>
    bytesOfRound(block, axis, count, split.splitK, shape, grains, held);
  for (const axis of ROUND_AXES) {
    if (axis !== 'k' && block.grains[axis] === 1) continue;
    const least = held.left === 'in-place' && held.right === 'in-place' ? block.grains[axis] : 1;
    const fewest = bytesOf(axis, least);
    found.leastBytes = Math.min(found.leastBytes, held.bytes + fewest.left + fewest.right + fewest.results);
    const fits = (count: number) => fitsTile(bytesOf(axis, count), split.splitK, shape, machine, held);
    const count = mostThatFits(least, block.grains[axis], fits);
    if (count < 1) continue;
    const rounds = Math.ceil(block.grains[axis] / count);
    const cycles = plannedCycles(block, { axis, rounds }, split, shape, grains, machine, held, found.cycles);
    if (cycles <= found.cycles) {
      const { left, right, results } = bytesOf(axis, Math.ceil(block.grains[axis] / rounds));
      found.cycles = cycles;
      found.plan = { ...split, rounds, roundsOf: axis, sramBytes: left + right + results };
    }
    if (rounds === 1) return;
  }
}

/** The largest count from `least` to `most` that fits, by halving; 0 where none does. */
function mostThatFits(least: number, most: number, fits: (count: number) => boolean): number {
  if (fits(most)) return most;
  if (least >= most || !fits(least)) return 0;
  let [low, high] = [least, most];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

const TOO_LONG = Number.POSITIVE_INFINITY;

/** Gather and compute round by round, then (with split k) reduce; too long where it cannot be at most `most`. */
function plannedCycles(
  block: Block,
  { axis, rounds }: { readonly axis: RoundAxis; readonly rounds: number },
  split: GemmSplit,
  shape: GemmShape,
  grains: Grains,
  machine: TileMachine,
  held: Held,
  most: number,
): number {
  const { splitK } = split;
  const shorter = Math.floor(block.grains[axis] / rounds);
  const longer = block.grains[axis] % rounds;
  // Where the planner does not know how an operand lies: over all tiles.
  const transfersOf = (operand: 'left' | 'right', elements: number) =>
    transfersBetween(spreadPlacement(elements, machine.tiles), blocksOfOperand(operand, split, shape));
  const transfers = {
    left: transfersOf('left', shape.batch * shape.m * shape.k),
    right: transfersOf('right', shape.batch * shape.k * shape.n),
  };
  const gather = (count: number, round: 'first' | 'further') => {
    const part = roundOf(block, axis, count, grains);
    const lines = { left: part.m, right: part.n };
    const arrives = (['left', 'right'] as const).filter(
      (operand) => held[operand] === 'gathered' && (round === 'first' || isCut(operand, axis)),
    );
    const bytes = arrives.reduce((sum, operand) => sum + part.calls * part.k * lines[operand] * shape.operandBytes, 0);
    const received = arrives.reduce((sum, operand) => sum + transfers[operand].received, 0);
    return phaseCycles('gather', bytes, { received, homes: arrives.length }, machine);
  };
  const compute = (count: number) => {
    const { calls, m, n, k } = roundOf(block, axis, count, grains);
    return calls * closedForm(gemmTask({ m, n, k }, shape), machine).cycles;
  };
  // The longer rounds come first.
  const [longerOnes, shorterOnes] = longer === 0 ? [0, rounds - 1] : [longer - 1, rounds - longer];
  const gathered =
    gather(shorter + (longer === 0 ? 0 : 1), 'first') +
    (longerOnes === 0 ? 0 : longerOnes * gather(shorter + 1, 'further')) +
    (shorterOnes === 0 ? 0 : shorterOnes * gather(shorter, 'further'));
  const results = block.calls * block.m * block.n;
  const share = Math.ceil(results / splitK);
  const scatter =
    splitK === 1
      ? 0
      : phaseCycles(
          'reduction',
          share * (splitK - 1) * shape.partialBytes,
          { received: splitK - 1, homes: 1 },
          machine,
        );
  const moved = gathered + scatter;
  if (moved >= most) return TOO_LONG;
  const added = moved + (splitK === 1 ? 0 : addCycles(share, splitK, shape, machine));
  if (added >= most) return TOO_LONG;
  return added + (rounds - longer) * compute(shorter) + (longer === 0 ? 0 : longer * compute(shorter + 1));
}

function addCycles(elements: number, partials: number, { partials: format }: GemmShape, machine: TileMachine): number {
  return closedForm({ kind: 'reduce', elements, partials, format }, machine).cycles;
}

function phaseCycles(
  pattern: 'gather' | 'reduction',
  bytes: number,
  { received, homes }: { readonly received: number; readonly homes: number },
  machine: TileMachine,
): number {
  const transfers = { received, sent: received };
  const phase = { pattern, receivedBytesPerTile: bytes, sentBytes: bytes, receivedBytes: bytes, transfers, homes };
  return exchangeCycles(phase, machine.exchange).cycles;
}
