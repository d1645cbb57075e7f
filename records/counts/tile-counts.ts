/**
 * The closed lists of what a run of tiles counts. Structural counts follow from shapes and the program;
 * activity counts follow from the operands' bits.
 */

/** Why a cycle of a tile was spent; the causes of a superstep add up to its length. */
export const CYCLE_CAUSES = [
  /** Inner loops of workers: the AMP's steady state, or the loop of a vector program. */
  'compute',
  /** A worker's entry, pipeline fill, drain and exit around its loops. */
  'fill-drain',
  /** Coefficients loaded by the supervisor with the workers stopped. */
  'coefficients',
  /** Calls, frame set-up, launches and local rendezvous. */
  'launch',
  /** Words between tiles. */
  'exchange',
  /** Barriers: phase entry and exit, skew. */
  'sync',
] as const;
export type CycleCause = (typeof CYCLE_CAUSES)[number];
export type CyclesByCause = Readonly<Record<CycleCause, number>>;

/** Why all tiles of a chip wait for what is outside it. */
export const OUTSIDE_CAUSES = [
  /** Words between chips. */
  'links',
  /** Bytes between chip and host. */
  'host',
  /** Other chips of a pipeline, while it fills and drains. */
  'bubble',
] as const;
export type OutsideCause = (typeof OUTSIDE_CAUSES)[number];

/** Of the cycles of a run: those of tiles, and those outside. */
export const RUN_CAUSES = [...CYCLE_CAUSES, ...OUTSIDE_CAUSES] as const;
export type RunCause = (typeof RUN_CAUSES)[number];

/** Causes that tables show: those of tiles, and of the others those that some of these runs have. */
export function shownCauses(
  runs: readonly { readonly cyclesByCause: Readonly<Record<RunCause, number>> }[],
): RunCause[] {
  return [...CYCLE_CAUSES, ...OUTSIDE_CAUSES.filter((cause) => runs.some((run) => run.cyclesByCause[cause] > 0))];
}

/** What all tiles together spend the cycles of a run on: their sum is cycles × tiles. */
export const TILE_STATES = [
  /** A program runs, or a word arrives. */
  'busy',
  /** Done with its part, or at a barrier, or between the words of a phase. */
  'waiting',
  /** Others work; this one has no part. */
  'idle',
] as const;
export type TileState = (typeof TILE_STATES)[number];
export type TileCycles = Readonly<Record<TileState, number>>;

export const STRUCTURAL_COUNTS = [
  'supervisorIssues',
  'workerIssues',
  /** Worker slots without an issue while workers run: finished or without work. */
  'idleSlots',
  'launches',
  'ampIssues',
  /** Bundles with float arithmetic outside the AMP. */
  'floatIssues',
  /** Multiply-accumulates of the product itself, whatever the operands' values. */
  'usefulMacs',
  /** Multiply-accumulates on padding of rows, inputs or output channels. */
  'paddingMacs',
  /** By programs, coefficients among them, and of what is sent between tiles. */
  'sramReadBytes',
  /** By programs, and of what is received. */
  'sramWriteBytes',
  'coefficientBytes',
  /** Between tiles: a multicast is sent once and received by each. */
  'exchangeSentBytes',
  'exchangeReceivedBytes',
  'syncs',
] as const;
export type StructuralCount = (typeof STRUCTURAL_COUNTS)[number];

export const ACTIVITY_COUNTS = [
  /** Useful MACs with a zero among their two operands. */
  'zeroMacs',
  /** Useful MACs with a NaN among their two operands; with a zero beside it they count as zero MACs too. */
  'nanMacs',
  /**
   * Over the useful MACs with operands that are neither zero nor NaN, how far in exponent each operand lies
   * below the largest of its row's pass (inputs) or its channel's panel (coefficients), both added: product
   * exponents lie at most so far below the largest that a pass can have, and an aligned adder shifts by that.
   */
  'exponentSpread',
  /** Bits that change in the AMP's input latch from one issue to the next. */
  'inputToggles',
  /** Bits that change in the coefficient store when a panel replaces another. */
  'coefficientToggles',
] as const;
export type ActivityCount = (typeof ACTIVITY_COUNTS)[number];

/** What a chip exchanges with others and with its host. */
export const OUTSIDE_COUNTS = [
  /** Sent over its links. */
  'linkBytes',
  /** To the host and from it. */
  'hostBytes',
] as const;
export type OutsideCount = (typeof OUTSIDE_COUNTS)[number];

export type CountName = StructuralCount | ActivityCount | OutsideCount;
export type StructuralCounts = Readonly<Record<StructuralCount, number>>;
export type ActivityCounts = Readonly<Record<ActivityCount, number>>;
