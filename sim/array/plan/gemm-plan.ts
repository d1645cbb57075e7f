/**
 * How one matrix product is laid over the tiles: splits of m, n and k that minimise the modelled time of
 * gathering operands, computing, and reducing partial sums, within each tile's SRAM.
 * Left out: keeping operands where a later op wants them, overlap of exchange and compute.
 */
import { InputError } from '../../../models/input-error.js';
import type { OperandWidth } from '../../../models/machines/operand-width.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES, type PartialWidth } from '../../tile/amp-shape.js';
import type { CoefficientPlace, GemmOutput, GemmStart } from '../../tile/kernels/gemm/task.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import { exchangeCycles } from '../exchange/phase.js';
import type { TileRunner } from '../tile-runner.js';

export interface GemmShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly operands: OperandWidth;
  readonly operandBytes: number;
  readonly partials: PartialWidth;
  readonly partialBytes: number;
  readonly output: GemmOutput;
  readonly coefficients: CoefficientPlace;
}

export interface GemmPlan {
  readonly splitM: number;
  readonly splitN: number;
  readonly splitK: number;
  /** One after another, each gathering and adding an equal part of a tile's k: 1 where all of it fits. */
  readonly rounds: number;
  /** SRAM of the fullest tile for operands and results, in bytes. */
  readonly sramBytes: number;
}

/** A product with plain output and coefficients in interleaved memory: the fastest of both. */
export function gemmShape(m: number, n: number, k: number, operands: OperandWidth, partials: PartialWidth): GemmShape {
  const bytes = { operandBytes: OPERAND_BYTES[operands], partialBytes: OPERAND_BYTES[partials] };
  return { m, n, k, operands, partials, ...bytes, output: 'plain', coefficients: 'interleaved' };
}

/** What one tile does with its block. */
export function gemmTask(
  block: { m: number; n: number; k: number },
  shape: GemmShape,
  start: GemmStart = 'zero',
): TileTask {
  const { operands, partials, output, coefficients } = shape;
  const { m, n, k } = block;
  return { kind: 'gemm', m, n, k, operands, partials, output, coefficients, start };
}

/** Inputs are split at whole passes of the AMP, outputs at whole groups of its channels. */
export interface Grains {
  readonly k: number;
  readonly n: number;
}

export function grainsOf(machine: TileMachine, shape: GemmShape): Grains {
  const { coefficientBytes, outputChannels } = machine.amp;
  return { k: coefficientBytes / outputChannels / shape.operandBytes, n: outputChannels };
}

/** The largest block that a plan gives a tile. */
function largestBlock(plan: GemmPlan, shape: GemmShape, grains: Grains): { m: number; n: number; k: number } {
  return {
    m: Math.ceil(shape.m / plan.splitM),
    n: Math.min(shape.n, grains.n * Math.ceil(Math.ceil(shape.n / grains.n) / plan.splitN)),
    k: Math.min(shape.k, grains.k * Math.ceil(Math.ceil(shape.k / grains.k) / plan.splitK)),
  };
}

/**
 * @param where names the op in the error
 * @throws InputError where no split fits the tiles' SRAM, or the machine does not multiply such operands
 */
export function planGemm(shape: GemmShape, machine: TileMachine, runner: TileRunner, where: string): GemmPlan {
  if (!machine.amp.operands.includes(shape.operands)) {
    const known = machine.amp.operands.join(', ');
    throw new InputError(where, `operands that ${machine.name} multiplies (${known})`, shape.operands);
  }
  const grains = grainsOf(machine, shape);
  const kGrains = Math.ceil(shape.k / grains.k);
  let smallest = Number.POSITIVE_INFINITY;
  for (let rounds = 1; rounds < 2 * kGrains; rounds *= 2) {
    const found = bestSplit(Math.min(rounds, kGrains), shape, grains, machine, runner);
    if (found.best !== undefined) return found.best;
    smallest = Math.min(smallest, found.smallestBytes);
  }
  const limit = usableBytes(machine);
  throw new InputError(
    where,
    `a split whose blocks fit ${limit} bytes of SRAM a tile`,
    `${smallest} bytes at the finest split over ${machine.tiles} tiles`,
    'use a smaller batch or more tiles',
  );
}

/** SRAM of a tile for operands and results. */
function usableBytes({ tile }: TileMachine): number {
  return tile.sramBytes - tile.reservedBytes;
}

/** The fastest split that fits, and the least SRAM that any split needs. */
function bestSplit(rounds: number, shape: GemmShape, grains: Grains, machine: TileMachine, runner: TileRunner) {
  let best: { plan: GemmPlan; cycles: number } | undefined;
  let smallestBytes = Number.POSITIVE_INFINITY;
  for (const splitN of splitsOf(Math.ceil(shape.n / grains.n), machine.tiles)) {
    for (const splitK of splitsOf(Math.ceil(shape.k / grains.k), Math.floor(machine.tiles / splitN))) {
      for (const splitM of splitsOf(shape.m, Math.floor(machine.tiles / (splitN * splitK)))) {
        const plan = withSram({ splitM, splitN, splitK, rounds, sramBytes: 0 }, shape, grains);
        smallestBytes = Math.min(smallestBytes, plan.sramBytes);
        if (plan.sramBytes > usableBytes(machine)) continue;
        const cycles = plannedCycles(plan, shape, grains, machine, runner);
        if (best === undefined || cycles < best.cycles) best = { plan, cycles };
      }
    }
  }
  return { best: best?.plan, smallestBytes };
}

/** Numbers of parts whose largest part differs, up to `most`: others are dominated. */
function splitsOf(grains: number, most: number): number[] {
  const splits: number[] = [];
  let last = 0;
  for (let split = 1; split <= Math.min(grains, most); split++) {
    const largest = Math.ceil(grains / split);
    if (largest !== last) splits.push(split);
    last = largest;
  }
  return splits;
}

function withSram(plan: GemmPlan, shape: GemmShape, grains: Grains): GemmPlan {
  const { m, n, k } = largestBlock(plan, shape, grains);
  const partials = plan.splitK > 1 ? 2 : 1;
  const gathered = roundLength(k, plan.rounds, grains) * (m + n) * shape.operandBytes;
  return { ...plan, sramBytes: gathered + partials * m * n * shape.partialBytes };
}

/** Gather, compute and (with split k) reduce, by the same parts that the simulation uses. */
function plannedCycles(
  plan: GemmPlan,
  shape: GemmShape,
  grains: Grains,
  machine: TileMachine,
  runner: TileRunner,
): number {
  const { m, n, k } = largestBlock(plan, shape, grains);
  const length = roundLength(k, plan.rounds, grains);
  const gathered = length * (m + n) * shape.operandBytes;
  const gather = {
    pattern: 'gather',
    receivedBytesPerTile: gathered,
    sentBytes: gathered,
    receivedBytes: gathered,
  } as const;
  const compute = runner.cycles(gemmTask({ m, n, k: length }, shape));
  const round = exchangeCycles(gather, machine.exchange).cycles + compute;
  return plan.rounds * round + reductionCycles(plan, m * n, shape, machine, runner);
}

/** The longest part of a tile's k that one round takes: whole panels. */
function roundLength(k: number, rounds: number, grains: Grains): number {
  return Math.min(k, grains.k * Math.ceil(Math.ceil(k / grains.k) / rounds));
}

function reductionCycles(
  plan: GemmPlan,
  outputs: number,
  shape: GemmShape,
  machine: TileMachine,
  runner: TileRunner,
): number {
  if (plan.splitK === 1) return 0;
  const share = Math.ceil(outputs / plan.splitK);
  const received = share * (plan.splitK - 1) * shape.partialBytes;
  const phase = {
    pattern: 'reduction',
    receivedBytesPerTile: received,
    sentBytes: received,
    receivedBytes: received,
  } as const;
  const add = runner.cycles({ kind: 'reduce', elements: share, partials: plan.splitK, format: shape.partials });
  return exchangeCycles(phase, machine.exchange).cycles + add;
}
