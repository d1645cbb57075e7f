/**
 * How one matrix product is laid over the tiles: splits of m, n and k that minimise the modelled time of
 * gathering operands, computing, and reducing partial sums, within what each tile's SRAM has left beside the
 * tensors that live there. Of each split the fewest rounds of k that fit are the fastest: a round more is a gather and
 * a call more, and no work less. A row times a matrix is also tried transposed, with the matrix as the rows.
 * Times are the closed form's, whatever engine runs the plan.
 * Left out: keeping operands where a later op wants them, overlap of exchange and compute, bringing a matrix into the
 * layout of rows.
 */
import { InputError } from '../../../models/input-error.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { Orientation } from '../../../records/run.js';
import { closedForm } from '../../tile/kernels/closed-forms.js';
import { exchangeCycles } from '../exchange/phase.js';
import { interleavedBytes, liesApart, usableBytes } from '../memory/sram.js';
import { type GemmShape, type Grains, gemmTask, grainsOf, transposedShape } from './gemm-shape.js';

export interface GemmPlan {
  /** `transposed`: the splits are those of bᵀ · aᵀ. */
  readonly orientation: Orientation;
  readonly splitM: number;
  readonly splitN: number;
  readonly splitK: number;
  /** One after another, each gathering and adding an equal part of a tile's k: 1 where all of it fits. */
  readonly rounds: number;
  /** SRAM of the fullest tile for operands gathered and results, in bytes. */
  readonly sramBytes: number;
}

/** What each tile holds: bytes of tensors beside the product's blocks, and whether its operands come as copies. */
export interface Held {
  readonly bytes: number;
  readonly operands: 'gathered' | 'in-place';
}

/** The product as it is run: as given, or transposed. */
export function executedShape(shape: GemmShape, { orientation }: GemmPlan): GemmShape {
  return orientation === 'as-given' ? shape : transposedShape(shape);
}

/**
 * @param where names the op in the error
 * @throws InputError where no split fits the tiles' SRAM, or the machine does not multiply such operands
 */
export function planGemm(shape: GemmShape, machine: TileMachine, held: Held, where: string): GemmPlan {
  if (!machine.amp.operands.includes(shape.operands)) {
    const known = machine.amp.operands.join(', ');
    throw new InputError(where, `operands that ${machine.name} multiplies (${known})`, shape.operands);
  }
  const given = bestSplit(shape, machine, held);
  const turned = shape.m === 1 ? bestSplit(transposedShape(shape), machine, held) : NOTHING_FITS;
  if (given.plan === undefined && turned.plan === undefined) throw tooLarge(given.leastBytes, machine, held, where);
  const orientation = turned.cycles < given.cycles ? 'transposed' : 'as-given';
  const { plan } = orientation === 'transposed' ? turned : given;
  return { ...(plan as Split), orientation };
}

function tooLarge(leastBytes: number, machine: TileMachine, held: Held, where: string): InputError {
  const beside = held.bytes > 0 ? `, ${held.bytes} of them of tensors that live there` : '';
  return new InputError(
    where,
    `a split whose blocks fit ${usableBytes(machine)} bytes of SRAM a tile`,
    `${leastBytes} bytes${beside}, at the finest split over ${machine.tiles} tile${machine.tiles === 1 ? '' : 's'}`,
    'use a smaller batch or more tiles',
  );
}

type Split = Omit<GemmPlan, 'orientation'>;

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
  for (const splitN of splitsOf(Math.ceil(shape.n / grains.n), machine.tiles)) {
    for (const splitK of splitsOf(Math.ceil(shape.k / grains.k), Math.floor(machine.tiles / splitN))) {
      for (const splitM of splitsOf(shape.m, Math.floor(machine.tiles / (splitN * splitK)))) {
        trySplit({ splitM, splitN, splitK }, shape, grains, machine, held, found);
      }
    }
  }
  return found;
}

/**
 * Numbers of parts whose largest part differs, up to `most`: others are dominated. The most parts first: they are soon
 * fast, and most others are then given up before they are computed; of equals the fewest parts are kept.
 */
function splitsOf(grains: number, most: number): number[] {
  const splits: number[] = [];
  let last = 0;
  for (let split = 1; split <= Math.min(grains, most); split++) {
    const largest = Math.ceil(grains / split);
    if (largest !== last) splits.push(split);
    last = largest;
  }
  return splits.reverse();
}

function trySplit(
  split: Pick<GemmPlan, 'splitM' | 'splitN' | 'splitK'>,
  shape: GemmShape,
  grains: Grains,
  machine: TileMachine,
  held: Held,
  found: Found,
): void {
  const block = largestBlock(split, shape, grains);
  const memory = memoryOf(block, split.splitK, shape, grains, machine, held);
  found.leastBytes = Math.min(found.leastBytes, memory.leastBytes);
  if (memory.panelsARound < 1) return;
  const rounds = Math.ceil(block.panels / memory.panelsARound);
  const cycles = plannedCycles(block, rounds, split.splitK, shape, grains, machine, found.cycles);
  if (cycles > found.cycles) return;
  found.cycles = cycles;
  found.plan = { ...split, rounds, sramBytes: memory.bytesOf(Math.ceil(block.panels / rounds)) };
}

/** The largest block that a split gives a tile, its k in panels of the coefficient store. */
interface Block {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly panels: number;
}

function largestBlock(split: Pick<GemmPlan, 'splitM' | 'splitN' | 'splitK'>, shape: GemmShape, grains: Grains): Block {
  const panels = Math.ceil(Math.ceil(shape.k / grains.k) / split.splitK);
  return {
    m: Math.ceil(shape.m / split.splitM),
    n: Math.min(shape.n, grains.n * Math.ceil(Math.ceil(shape.n / grains.n) / split.splitN)),
    k: Math.min(shape.k, grains.k * panels),
    panels,
  };
}

/** How many panels of k a tile can gather at once; bytes that it then holds, and those with one panel alone. */
function memoryOf(block: Block, splitK: number, shape: GemmShape, grains: Grains, machine: TileMachine, held: Held) {
  const { m, n, panels } = block;
  const outputs = (splitK > 1 ? 2 : 1) * m * n * shape.partialBytes;
  const lineBytes = (count: number) => Math.min(block.k, grains.k * count) * shape.operandBytes;
  const bytesOf = (count: number) => outputs + (m + n) * lineBytes(count);
  const fits = (count: number) =>
    held.bytes + bytesOf(count) <= usableBytes(machine) &&
    (shape.coefficients === 'standard' || n * lineBytes(count) <= interleavedBytes(machine)) &&
    liesApart([m * lineBytes(count), m * n * shape.partialBytes], machine.tile.sramElementBytes, machine);
  const least = held.operands === 'in-place' ? panels : 1;
  return { panelsARound: mostThatFits(least, panels, fits), bytesOf, leastBytes: held.bytes + bytesOf(least) };
}

/** The largest count from `least` to `most` that fits, by halving; 0 where none does. */
function mostThatFits(least: number, most: number, fits: (count: number) => boolean): number {
  if (fits(most)) return most;
  if (!fits(least)) return 0;
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
  rounds: number,
  splitK: number,
  shape: GemmShape,
  grains: Grains,
  machine: TileMachine,
  most: number,
): number {
  const { m, n, panels } = block;
  const shorter = Math.floor(panels / rounds);
  const longer = panels % rounds;
  const gather = (count: number) => {
    const bytes = Math.min(block.k, grains.k * count) * (m + n) * shape.operandBytes;
    return phaseCycles('gather', bytes, machine);
  };
  const compute = (count: number) => {
    const k = Math.min(block.k, grains.k * count);
    return closedForm(gemmTask({ m, n, k }, shape), machine).cycles;
  };
  const byRound = (cyclesOf: (count: number) => number) =>
    (rounds - longer) * cyclesOf(shorter) + (longer === 0 ? 0 : longer * cyclesOf(shorter + 1));
  const share = Math.ceil((m * n) / splitK);
  const scatter = splitK === 1 ? 0 : phaseCycles('reduction', share * (splitK - 1) * shape.partialBytes, machine);
  const moved = byRound(gather) + scatter;
  if (moved >= most) return TOO_LONG;
  const added = moved + (splitK === 1 ? 0 : addCycles(share, splitK, shape, machine));
  return added >= most ? TOO_LONG : added + byRound(compute);
}

function addCycles(elements: number, partials: number, { partials: format }: GemmShape, machine: TileMachine): number {
  return closedForm({ kind: 'reduce', elements, partials, format }, machine).cycles;
}

function phaseCycles(pattern: 'gather' | 'reduction', bytes: number, machine: TileMachine): number {
  const phase = { pattern, receivedBytesPerTile: bytes, sentBytes: bytes, receivedBytes: bytes };
  return exchangeCycles(phase, machine.exchange).cycles;
}
