/**
 * Tile programs as data: supervisor steps and worker blocks with trip counts, so that a long program is
 * small. Both engines (stepped.ts, counted.ts) read the same program.
 * A bundle is one slot of one worker: a memory part (its accesses) and an arithmetic part, issued together.
 * Left out: instruction fetch, registers and addresses. An access names a stream; the program says in
 * which memory element each stream lies, and check.ts holds the rules of simultaneous access.
 * Source: Graphcore tile vertex ISA (bundles, ports, rpt), as cited by osmarks/ipu-stack.
 */
import type { CycleCause } from '../../../records/counts/tile-counts.js';
import type { AmpShape } from '../amp-shape.js';

export const ACCESS_DIRECTIONS = ['read', 'write'] as const;

export type AccessDirection = (typeof ACCESS_DIRECTIONS)[number];

/** One memory access of a bundle. */
export interface Access {
  readonly direction: AccessDirection;
  /** A key of TileProgram.elements. */
  readonly stream: string;
  readonly bytes: number;
}

/** What a bundle computes: nothing in floats, one float instruction, or one issue to the AMP. */
export type Arithmetic =
  | { readonly kind: 'none' }
  | { readonly kind: 'float' }
  /** `issue`: which of the row's AMP issues. */
  | { readonly kind: 'amp'; readonly issue: number };

/** One slot of one worker. */
export interface Bundle {
  readonly accesses: readonly Access[];
  readonly arithmetic: Arithmetic;
}

/** Worker code: bundles in a row issued `trips` times, or blocks repeated. Zero trips are allowed. */
export type WorkerBlock =
  | {
      readonly kind: 'phase';
      readonly bundles: readonly Bundle[];
      readonly trips: number;
      readonly cause: CycleCause;
    }
  | { readonly kind: 'repeat'; readonly blocks: readonly WorkerBlock[]; readonly trips: number };

/** From launch to exit. Workers with equal shares hold the same object. */
export type WorkerProgram = readonly WorkerBlock[];

/** A panel into the coefficient store. */
export interface CoefficientLoads {
  readonly loads: number;
  readonly bytesPerLoad: number;
}

/** What the supervisor does, one instruction a cycle at most, while no worker runs. */
export type SupervisorStep =
  /** `cycles` of which `issues` are instructions, the first ones; in the others it waits. */
  | { readonly kind: 'issue'; readonly issues: number; readonly cycles: number; readonly cause: CycleCause }
  /** One load a cycle into the coefficient store; a panel replaces the one before. */
  | ({ readonly kind: 'load-coefficients' } & CoefficientLoads)
  /**
   * One program a worker, then rendezvous: whole turns of the barrel until the last has left. The next
   * launch's coefficients may be loaded behind them; what is left then is loaded with the workers stopped.
   */
  | { readonly kind: 'launch'; readonly workers: readonly WorkerProgram[]; readonly behind?: CoefficientLoads }
  | { readonly kind: 'loop'; readonly steps: readonly SupervisorStep[]; readonly trips: number };

/** What the AMP issues of a program belong to; panels come column group by column group, K inside. */
export interface AmpWork {
  readonly m: number;
  /** Inputs of a row and outputs; of a convolution, of one kernel position and one set of groups. */
  readonly k: number;
  readonly n: number;
  readonly shape: AmpShape;
  /** Panels of a column group, in all and of one kernel position: a product has one position. */
  readonly inputPanels: number;
  readonly positionPanels: number;
  readonly columnGroups: number;
  /** Column groups of one set of groups, and groups that stand side by side in it: a product is one of one. */
  readonly setColumnGroups: number;
  readonly mergedGroups: number;
  /** Panels that the coefficient store holds; one replaces the oldest. */
  readonly coefficientBanks: number;
  /** First row of each worker; its rows follow in order. Empty where the position says which rows there are. */
  readonly firstRows: readonly number[];
  /** Multiply-accumulates of the work itself. */
  readonly usefulMacs: number;
}

/** Everything that one tile does for one task. */
export interface TileProgram {
  readonly name: string;
  readonly steps: readonly SupervisorStep[];
  /** Stream → memory element that it lies in (a number that tells elements apart). */
  readonly elements: Readonly<Record<string, number>>;
  /** Cycles from one slot of a worker to its next (barrel.ts). */
  readonly turnCycles: number;
  readonly amp: AmpWork | null;
}

const NO_ARITHMETIC: Arithmetic = { kind: 'none' };

const FLOAT: Arithmetic = { kind: 'float' };

const CONTROL: Bundle = { accesses: [], arithmetic: NO_ARITHMETIC };

/** A bundle of accesses alone. */
export function memoryBundle(...accesses: readonly Access[]): Bundle {
  return { accesses, arithmetic: NO_ARITHMETIC };
}

/** Accesses with float arithmetic, or float arithmetic alone. */
export function floatBundle(...accesses: readonly Access[]): Bundle {
  return { accesses, arithmetic: FLOAT };
}

/** `count` slots of integer or control instructions: no access, no float arithmetic. */
export function controlBundles(count: number): Bundle[] {
  return Array.from({ length: count }, () => CONTROL);
}

/** Worker code around loops: entry, fill, drain, exit, addresses. */
export function once(bundles: readonly Bundle[]): WorkerBlock {
  return { kind: 'phase', bundles, trips: 1, cause: 'fill-drain' };
}

/** A loop of workers. */
export function loop(bundles: readonly Bundle[], trips: number): WorkerBlock {
  return { kind: 'phase', bundles, trips, cause: 'compute' };
}

/** Blocks repeated. */
export function repeat(blocks: readonly WorkerBlock[], trips: number): WorkerBlock {
  return { kind: 'repeat', blocks, trips };
}
