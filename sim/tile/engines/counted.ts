/**
 * The counting engine: a program's loops walked once, counts multiplied by trip counts, no cycle stepped.
 * Equal to stepped.ts on every count and cause; a property test holds that.
 * A launch lasts a turn of the barrel for each slot of its longest worker (the first of equals), and each turn
 * is charged to what that worker does.
 */
import { addCounts, noCounts } from '../../../records/counts/counts.js';
import {
  CYCLE_CAUSES,
  type CycleCause,
  STRUCTURAL_COUNTS,
  type StructuralCount,
} from '../../../records/counts/tile-counts.js';
import type { GemmOperands } from '../activity/activity.js';
import { countActivity } from '../activity/counted-activity.js';
import type { Bundle, CoefficientLoads, SupervisorStep, TileProgram, WorkerBlock, WorkerProgram } from './program.js';
import type { TileResult } from './result.js';

interface Tally {
  readonly causes: Record<CycleCause, number>;
  readonly counts: Record<StructuralCount, number>;
}

/** How launches are counted: a worker's slots by cause and in `counts` what its bundles do; cycles of a turn. */
interface Walk {
  readonly worker: (program: WorkerProgram) => Tally;
  readonly turnCycles: number;
}

/**
 * The whole program, counted.
 * @param operands of a gemm, for activity counts; without them the result has none
 */
export function countTile(program: TileProgram, operands?: GemmOperands): TileResult {
  const total = countSteps(program.steps, { worker: rememberedWalk(), turnCycles: program.turnCycles });
  const { counts, causes } = total;
  const { amp } = program;
  if (amp !== null) {
    counts.usefulMacs = amp.usefulMacs;
    counts.paddingMacs = counts.ampIssues * amp.shape.macsPerIssue - counts.usefulMacs;
  }
  const activity = operands === undefined ? null : countActivity(program, operands);
  return { cycles: sum(causes), cyclesByCause: causes, counts, activity };
}

function countSteps(steps: readonly SupervisorStep[], walk: Walk): Tally {
  const total = noTally();
  for (const step of steps) {
    if (step.kind === 'loop') addTally(total, countSteps(step.steps, walk), step.trips);
    else addTally(total, countStep(step, walk), 1);
  }
  return total;
}

function countStep(step: Exclude<SupervisorStep, { kind: 'loop' }>, walk: Walk): Tally {
  const tally = noTally();
  switch (step.kind) {
    case 'issue':
      tally.causes[step.cause] += step.cycles;
      tally.counts.supervisorIssues += step.issues;
      return tally;
    case 'load-coefficients':
      tally.causes.coefficients += step.loads;
      addLoads(tally, step);
      return tally;
    case 'launch':
      return countLaunch(step, walk);
  }
}

type Launch = Extract<SupervisorStep, { kind: 'launch' }>;

function countLaunch({ workers, behind = NO_LOADS }: Launch, { worker, turnCycles }: Walk): Tally {
  const tallies = workers.map(worker);
  const slots = tallies.map(({ causes }) => sum(causes));
  const longest = Math.max(...slots);
  const critical = tallies[slots.indexOf(longest)] ?? noTally();
  const total = noTally();
  for (const cause of CYCLE_CAUSES) total.causes[cause] = turnCycles * critical.causes[cause];
  for (const { counts } of tallies) addCounts(total.counts, counts);
  total.counts.idleSlots = turnCycles * longest - total.counts.workerIssues;
  total.counts.launches = 1;
  total.causes.coefficients = Math.max(0, behind.loads - turnCycles * longest);
  addLoads(total, behind);
  return total;
}

const NO_LOADS = { loads: 0, bytesPerLoad: 0 } as const;

function addLoads({ counts }: Tally, { loads, bytesPerLoad }: CoefficientLoads): void {
  counts.supervisorIssues += loads;
  counts.coefficientBytes += loads * bytesPerLoad;
  counts.sramReadBytes += loads * bytesPerLoad;
}

/** Workers with equal shares hold one program: each is walked once. */
function rememberedWalk(): Walk['worker'] {
  const known = new Map<WorkerProgram, Tally>();
  return (program) => {
    const tally = known.get(program) ?? countBlocks(program);
    known.set(program, tally);
    return tally;
  };
}

function countBlocks(blocks: readonly WorkerBlock[]): Tally {
  const total = noTally();
  for (const block of blocks) {
    if (block.kind === 'repeat') {
      addTally(total, countBlocks(block.blocks), block.trips);
      continue;
    }
    total.causes[block.cause] += block.trips * block.bundles.length;
    for (const bundle of block.bundles) countBundle(total.counts, bundle, block.trips);
  }
  return total;
}

function countBundle(counts: Record<StructuralCount, number>, bundle: Bundle, trips: number): void {
  counts.workerIssues += trips;
  if (bundle.arithmetic.kind === 'amp') counts.ampIssues += trips;
  if (bundle.arithmetic.kind === 'float') counts.floatIssues += trips;
  for (const { direction, bytes } of bundle.accesses) {
    counts[direction === 'read' ? 'sramReadBytes' : 'sramWriteBytes'] += trips * bytes;
  }
}

function noTally(): Tally {
  return { causes: noCounts(CYCLE_CAUSES), counts: noCounts(STRUCTURAL_COUNTS) };
}

function addTally(target: Tally, source: Tally, factor: number): void {
  addCounts(target.causes, source.causes, factor);
  addCounts(target.counts, source.counts, factor);
}

function sum(values: Readonly<Record<string, number>>): number {
  return Object.values(values).reduce((total, value) => total + value, 0);
}
