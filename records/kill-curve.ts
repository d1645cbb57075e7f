/**
 * How many rows of level 2 it takes to tell the mutants of units apart. The committed one (models/measurements) is what
 * `octile vectors curve` prints. Left out: what the mutants are (sim/vectors/mutants).
 */

export const KILL_CURVE_SCHEMA = 'octile.kill-curve/1.0';

/** Mutants of one kind of fault. */
export interface KilledKind {
  readonly kind: string;
  /** Those that can be told apart. */
  readonly mutants: number;
  /** The row that tells the last of them apart; none where one is left. */
  readonly lastRow: number | null;
  /** Of the rows of the block that tells a mutant apart first, the share that does: the middle one of the mutants. */
  readonly middleShare: number;
}

export interface UnitKills {
  /** As `--unit` has it. */
  readonly unit: string;
  readonly operands: string;
  readonly mutants: number;
  readonly killed: number;
  /** Mutants that no row can tell apart, with the reason. */
  readonly equivalent: readonly { readonly mutant: string; readonly because: string }[];
  /** Mutants that no row told apart, and that are not shown to be the unit itself. */
  readonly alive: readonly string[];
  /** Rows that it takes for half, nine tenths and all of the mutants that were told apart. */
  readonly rowsFor: { readonly half: number; readonly nineTenths: number; readonly all: number };
  /** How many are told apart by so many rows, for each of `points`. */
  readonly curve: readonly number[];
  readonly kinds: readonly KilledKind[];
}

export interface KillCurve {
  readonly schema: typeof KILL_CURVE_SCHEMA;
  /** Makes the record again. */
  readonly command: string;
  readonly rows: number;
  readonly seed: number;
  /** Numbers of rows that curves are given at. */
  readonly points: readonly number[];
  readonly units: readonly UnitKills[];
}
