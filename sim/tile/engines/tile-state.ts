/** The changing state of one stepped tile: flat typed arrays, nothing allocated while it runs. */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { CYCLE_CAUSES } from '../../../records/counts/tile-counts.js';
import { type ActivityState, createActivity, type GemmOperands } from '../activity/activity.js';
import { assemble, MOST_NESTED_LOOPS, type TileCode } from './code.js';
import type { AmpWork, TileProgram } from './program.js';

/** Who has a cycle: a worker's number, or one of these. */
export const CONTEXTS = { supervisor: -1, nobody: -2 } as const;

/** What is counted apart from the bundles' issues; the index is the place in TileState.totals. */
export const TOTALS = ['supervisorIssues', 'idleSlots', 'launches', 'usefulMacs', 'coefficientBytes'] as const;

export type Total = (typeof TOTALS)[number];

export interface TileState {
  readonly code: TileCode;
  readonly workers: number;
  /** Cycles of a turn of the barrel; those beyond the workers are nobody's. */
  readonly turnCycles: number;
  readonly amp: AmpWork | null;
  readonly activity: ActivityState | null;
  /** Of contexts 0 … workers − 1, then the supervisor: next instruction, loop counters, open loops. */
  readonly next: Int32Array;
  readonly counters: Int32Array;
  readonly depth: Int32Array;
  /** Of each worker: the bundle to issue, its phase's first and end, trips left, AMP issues since launch. */
  readonly bundle: Int32Array;
  readonly phaseStart: Int32Array;
  readonly phaseEnd: Int32Array;
  readonly trips: Int32Array;
  readonly ampIssued: Int32Array;
  readonly active: Uint8Array;
  /** Issues of each bundle, cycles of each cause, TOTALS. */
  readonly issued: Float64Array;
  readonly causeCycles: Float64Array;
  readonly totals: Float64Array;
  /** Useful multiply-accumulates of each of a row's issues, with the panel in the store. */
  readonly usefulPerIssue: Float64Array;
  /** Workers that have not left. */
  running: number;
  /** The worker whose slot is next; from `workers` on the turn's empty cycles. */
  slot: number;
  /** The worker whose work each round is charged to. */
  critical: number;
  /** The supervisor's step: cycles and issues left, cause, bytes of each coefficient load. */
  stepCycles: number;
  stepIssues: number;
  stepCause: number;
  stepLoadBytes: number;
  /** Coefficient loads left behind the workers, and bytes of each. */
  behindLoads: number;
  behindBytes: number;
  /** Panels loaded so far. */
  panels: number;
  done: boolean;
}

/** Every context at rest, before the first instruction. */
export function restingTile(program: TileProgram, { tile }: TileMachine, operands?: GemmOperands): TileState {
  const code = assemble(program);
  const { workers } = tile;
  const { amp } = program;
  return {
    code,
    workers,
    turnCycles: program.turnCycles,
    amp,
    activity: operands === undefined || amp === null ? null : createActivity(operands, amp),
    next: new Int32Array(workers + 1).fill(code.supervisorEntry, workers),
    counters: new Int32Array((workers + 1) * MOST_NESTED_LOOPS),
    depth: new Int32Array(workers + 1),
    bundle: new Int32Array(workers),
    phaseStart: new Int32Array(workers),
    phaseEnd: new Int32Array(workers),
    trips: new Int32Array(workers),
    ampIssued: new Int32Array(workers),
    active: new Uint8Array(workers),
    issued: new Float64Array(code.bundles.length),
    causeCycles: new Float64Array(CYCLE_CAUSES.length),
    totals: new Float64Array(TOTALS.length),
    usefulPerIssue: new Float64Array(amp?.shape.issuesPerRow ?? 0),
    running: 0,
    slot: 0,
    critical: 0,
    stepCycles: 0,
    stepIssues: 0,
    stepCause: 0,
    stepLoadBytes: 0,
    behindLoads: 0,
    behindBytes: 0,
    panels: 0,
    done: false,
  };
}
