/**
 * A program laid out flat for stepping: bundles as parallel typed arrays, control as instructions of
 * four integers. Loops without trips are left out; nothing is unrolled.
 */
import { CYCLE_CAUSES, type CycleCause } from '../../../records/counts/tile-counts.js';
import type { Bundle, SupervisorStep, TileProgram, WorkerBlock, WorkerProgram } from './program.js';

/** Control instructions: [operation, a, b, c]. */
export const CODE = {
  /** Leaves the program. */
  exit: 0,
  /** a: trips (at least 1); the body follows. */
  loop: 1,
  /** a: first instruction of the body. */
  end: 2,
  /** Worker: bundles a … b − 1, c times (at least once). */
  phase: 3,
  /** Supervisor: a issues in b cycles, c: cause. */
  issue: 4,
  /** Supervisor: a loads of b bytes, c: cause. */
  coefficients: 5,
  /** Supervisor: a: index into `launches`. */
  launch: 6,
} as const;

/** Integers an instruction. */
export const CODE_WIDTH = 4;

/** Trips that a loop may have: they are counted in 32 bits. */
const MOST_TRIPS = 2 ** 31 - 1;

/** Nesting that a program may have. */
export const MOST_NESTED_LOOPS = 8;

/** Where the workers of a launch begin. */
export interface Launch {
  /** First instruction of each worker's program. */
  readonly entries: Int32Array;
  /** The worker with most slots, the first of equals: its cause is the round's. */
  readonly critical: number;
  /** Loads of coefficients behind the workers, and bytes of each; 0 for none. */
  readonly behindLoads: number;
  readonly behindBytes: number;
}

/** A program ready to step. */
export interface TileCode {
  readonly instructions: Int32Array;
  readonly supervisorEntry: number;
  readonly launches: readonly Launch[];
  /** Bundles in order, the same object as often as phases hold it. */
  readonly bundles: readonly Bundle[];
  /** Per bundle: index into CYCLE_CAUSES. */
  readonly causes: Uint8Array;
  /** Per bundle: the row's AMP issue, or −1. */
  readonly ampIssues: Int32Array;
}

interface Assembly {
  readonly instructions: number[];
  readonly launches: Launch[];
  readonly bundles: Bundle[];
  readonly causes: number[];
  readonly entries: Map<WorkerProgram, number>;
}

/**
 * Lays a program out.
 * @throws Error for loops that are nested too deep or too long to step
 */
export function assemble(program: TileProgram): TileCode {
  const assembly: Assembly = { instructions: [], launches: [], bundles: [], causes: [], entries: new Map() };
  const supervisorEntry = assembleSupervisor(program.steps, assembly);
  const ampIssues = assembly.bundles.map(({ arithmetic }) => (arithmetic.kind === 'amp' ? arithmetic.issue : -1));
  return {
    instructions: Int32Array.from(assembly.instructions),
    supervisorEntry,
    launches: assembly.launches,
    bundles: assembly.bundles,
    causes: Uint8Array.from(assembly.causes),
    ampIssues: Int32Array.from(ampIssues),
  };
}

/** Workers' code comes first, as launches are met; the supervisor's is one piece after it, in the same order. */
function assembleSupervisor(steps: readonly SupervisorStep[], assembly: Assembly): number {
  assembleLaunches(steps, assembly);
  const entry = assembly.instructions.length / CODE_WIDTH;
  let launch = 0;
  const emitSteps = (inner: readonly SupervisorStep[], depth: number): void => {
    for (const step of inner) {
      if (step.kind === 'loop') emitLoop(step.trips, depth, assembly, () => emitSteps(step.steps, depth + 1));
      else if (step.kind === 'launch') emit(assembly, CODE.launch, launch++);
      else if (step.kind === 'issue') emitTimed(assembly, CODE.issue, step.issues, step.cycles, step.cause);
      else emitTimed(assembly, CODE.coefficients, step.loads, step.bytesPerLoad, 'coefficients');
    }
  };
  emitSteps(steps, 0);
  emit(assembly, CODE.exit);
  return entry;
}

const NO_LOADS = { loads: 0, bytesPerLoad: 0 } as const;

function assembleLaunches(steps: readonly SupervisorStep[], assembly: Assembly): void {
  for (const step of steps) {
    if (step.kind === 'loop' && step.trips > 0) assembleLaunches(step.steps, assembly);
    if (step.kind !== 'launch') continue;
    const slots = step.workers.map(slotsOf);
    const critical = slots.indexOf(Math.max(...slots));
    const entries = Int32Array.from(step.workers, (worker) => workerEntry(worker, assembly));
    const { loads: behindLoads, bytesPerLoad: behindBytes } = step.behind ?? NO_LOADS;
    assembly.launches.push({ entries, critical, behindLoads, behindBytes });
  }
}

function workerEntry(worker: WorkerProgram, assembly: Assembly): number {
  const known = assembly.entries.get(worker);
  if (known !== undefined) return known;
  const entry = assembly.instructions.length / CODE_WIDTH;
  assembly.entries.set(worker, entry);
  emitBlocks(worker, 0, assembly);
  emit(assembly, CODE.exit);
  return entry;
}

function emitBlocks(blocks: readonly WorkerBlock[], depth: number, assembly: Assembly): void {
  for (const block of blocks) {
    if (block.kind === 'repeat') {
      emitLoop(block.trips, depth, assembly, () => emitBlocks(block.blocks, depth + 1, assembly));
    } else if (block.trips > 0 && block.bundles.length > 0) {
      const first = assembly.bundles.length;
      assembly.bundles.push(...block.bundles);
      assembly.causes.push(...block.bundles.map(() => CYCLE_CAUSES.indexOf(block.cause)));
      emit(assembly, CODE.phase, first, assembly.bundles.length, block.trips);
    }
  }
}

function emitLoop(trips: number, depth: number, assembly: Assembly, body: () => void): void {
  if (trips === 0) return;
  if (depth === MOST_NESTED_LOOPS) throw new Error(`loops nest deeper than ${MOST_NESTED_LOOPS}`);
  emit(assembly, CODE.loop, trips);
  const start = assembly.instructions.length / CODE_WIDTH;
  body();
  emit(assembly, CODE.end, start);
}

function emitTimed(assembly: Assembly, operation: number, a: number, b: number, cause: CycleCause): void {
  emit(assembly, operation, a, b, CYCLE_CAUSES.indexOf(cause));
}

function emit(assembly: Assembly, operation: number, a = 0, b = 0, c = 0): void {
  if (Math.max(a, b, c) > MOST_TRIPS)
    throw new Error(`a loop or wait of more than ${MOST_TRIPS}, got ${Math.max(a, b, c)}`);
  assembly.instructions.push(operation, a, b, c);
}

function slotsOf(blocks: readonly WorkerBlock[]): number {
  return blocks.reduce((total, block) => {
    const once = block.kind === 'phase' ? block.bundles.length : slotsOf(block.blocks);
    return total + block.trips * once;
  }, 0);
}
