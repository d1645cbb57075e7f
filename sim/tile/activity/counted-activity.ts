/**
 * Activity of the AMP from the known schedule, without stepping: equal to what the stepping engine meets.
 * Products are counted input by input. The input latch is replayed in the barrel's order: every column group
 * takes the same inputs in the same order, so the first group is replayed from an empty latch, a second
 * from what the first left, and the others are like the second (gated or not: each place of the latch is left with
 * the last code that entered it).
 */
import type { ActivityCounts } from '../../../records/counts/tile-counts.js';
import type { AmpWork, SupervisorStep, TileProgram, WorkerBlock, WorkerProgram } from '../engines/program.js';
import {
  type ActivityState,
  createActivity,
  type GemmOperands,
  latchInput,
  notePanel,
  type OperandSums,
} from './activity.js';

type Launch = Extract<SupervisorStep, { kind: 'launch' }>;

/** Null for programs without AMP. */
export function countActivity(program: TileProgram, operands: GemmOperands): ActivityCounts | null {
  const { amp } = program;
  if (amp === null) return null;
  const state = createActivity(operands, amp);
  for (let group = 0; group < amp.columnGroups; group++) {
    for (let panel = 0; panel < amp.inputPanels; panel++) notePanel(state, group, panel);
  }
  return {
    ...countProducts(state),
    inputToggles: countInputToggles(state, program),
    coefficientToggles: state.coefficientToggles,
  };
}

/**
 * A zero input makes all its products zero; another one those with a zero coefficient; so do NaNs. Distances
 * count with the operands across that are neither: sums over rows and over columns, input by input.
 */
function countProducts({ amp, left, right }: ActivityState) {
  const { m, k, n, columnGroups } = amp;
  const rows = sumsOver(left, m, k);
  const columns = sumsOver(right, columnGroups, k);
  const counts = { zeroMacs: 0, nanMacs: 0, exponentSpread: 0 };
  for (let input = 0; input < k; input++) {
    const [leftZeros, leftNans] = [rows.zeros[input], rows.nans[input]];
    const [rightZeros, rightNans] = [columns.zeros[input], columns.nans[input]];
    counts.zeroMacs += leftZeros * n + (m - leftZeros) * rightZeros;
    counts.nanMacs += leftNans * n + (m - leftNans) * rightNans;
    counts.exponentSpread += rows.distances[input] * (n - rightZeros - rightNans);
    counts.exponentSpread += columns.distances[input] * (m - leftZeros - leftNans);
  }
  return counts;
}

/** Sums over `lines` lines of k operands. */
function sumsOver({ zeros, nans, distances }: OperandSums, lines: number, k: number) {
  const sums = { zeros: new Float64Array(k), nans: new Float64Array(k), distances: new Float64Array(k) };
  for (let line = 0; line < lines; line++) {
    for (let input = 0; input < k; input++) {
      sums.zeros[input] += zeros[line * k + input];
      sums.nans[input] += nans[line * k + input];
      sums.distances[input] += distances[line * k + input];
    }
  }
  return sums;
}

function countInputToggles(state: ActivityState, program: TileProgram): number {
  const { amp } = state;
  const orders = new Map<Launch, Int32Array>();
  const launches = launchesOf(program.steps, amp.inputPanels).map((launch) => {
    const order = orders.get(launch) ?? issueOrder(launch.workers, amp);
    orders.set(launch, order);
    return order;
  });
  const replayGroup = (): number =>
    launches.reduce((toggles, order, panel) => toggles + replayPanel(state, order, panel), 0);
  const first = replayGroup();
  return amp.columnGroups === 1 ? first : first + (amp.columnGroups - 1) * replayGroup();
}

function replayPanel(state: ActivityState, order: Int32Array, panel: number): number {
  const { issuesPerRow } = state.amp.shape;
  let toggles = 0;
  for (const issue of order) {
    toggles += latchInput(state, Math.floor(issue / issuesPerRow), panel, issue % issuesPerRow);
  }
  return toggles;
}

/** The first `count` launches in the order that the supervisor makes them. */
function launchesOf(steps: readonly SupervisorStep[], count: number): Launch[] {
  const launches: Launch[] = [];
  for (const step of steps) {
    if (launches.length >= count) break;
    if (step.kind === 'launch') launches.push(step);
    if (step.kind !== 'loop') continue;
    for (let trip = 0; trip < step.trips && launches.length < count; trip++) {
      launches.push(...launchesOf(step.steps, count - launches.length));
    }
  }
  return launches;
}

/** row × issuesPerRow + issue of each AMP issue, as the barrel meets them: slot by slot, worker by worker. */
export function issueOrder(workers: readonly WorkerProgram[], { m, firstRows, shape }: AmpWork): Int32Array {
  const slots = workers.map(issueSlots);
  const order = new Int32Array(m * shape.issuesPerRow);
  const taken = new Int32Array(workers.length);
  for (let filled = 0, slot = 0; filled < order.length; slot++) {
    for (let worker = 0; worker < workers.length; worker++) {
      if (slots[worker][taken[worker]] !== slot) continue;
      order[filled++] = firstRows[worker] * shape.issuesPerRow + taken[worker]++;
    }
  }
  return order;
}

/** The slots, counted from launch, in which a worker issues to the AMP; its issues follow its rows. */
function issueSlots(program: WorkerProgram): number[] {
  const slots: number[] = [];
  let slot = 0;
  const walk = (blocks: readonly WorkerBlock[]): void => {
    for (const block of blocks) {
      for (let trip = 0; trip < block.trips; trip++) {
        if (block.kind === 'repeat') walk(block.blocks);
        else {
          for (const { arithmetic } of block.bundles) {
            if (arithmetic.kind === 'amp') slots.push(slot);
            slot += 1;
          }
        }
      }
    }
  };
  walk(program);
  return slots;
}
