/**
 * The order in which units meet a product: which output each lane adds to in each cycle, and which products.
 * Lanes stand in places of the machine; a place works on some rows and columns of the product, through some steps
 * of its depth (one step: as many products as the unit takes in a cycle).
 * Left out: cycles without an issue, in which operands stay as they are.
 */
import { LANES } from './operand-streams.js';

export interface Place {
  /** Rows and columns of the product that its lanes visit. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** Steps along the depth that are visited: `steps` from `firstStep`. */
  readonly firstStep: number;
  readonly steps: number;
  /** The step from which partials are summed; the first unless said. */
  readonly sumsFrom?: number;
}

/** A window of the streams of many units. */
export interface Visits {
  readonly cycles: number;
  readonly places: readonly Place[];
  /** Of each lane. */
  readonly placeOfLane: Uint8Array;
  /** [cycle][lane]: indices into the place's rows and columns, and the step from its first. */
  readonly rows: Uint16Array;
  readonly columns: Uint16Array;
  readonly steps: Uint16Array;
}

/** The sizes that an order is laid over. */
export interface VisitedProduct {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly productsPerStep: number;
}

/** Where in the product a window lies: drawn from these, so that the same seed visits the same. */
export interface VisitWindow {
  readonly seed: number;
  readonly window: number;
  readonly cycles: number;
}

export function stepsOf({ k, productsPerStep }: VisitedProduct): number {
  return Math.ceil(k / productsPerStep);
}

/** Integers from `from`, `count` of them. */
export function range(from: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => from + i);
}

/** Visits to be filled in; lanes in equal shares, in order, on the places. */
export function noVisits(cycles: number, places: readonly Place[]): Visits {
  const entries = cycles * LANES;
  const lanesPerPlace = LANES / places.length;
  return {
    cycles,
    places,
    placeOfLane: Uint8Array.from({ length: LANES }, (_, lane) => Math.floor(lane / lanesPerPlace)),
    rows: new Uint16Array(entries),
    columns: new Uint16Array(entries),
    steps: new Uint16Array(entries),
  };
}
