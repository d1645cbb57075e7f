/**
 * The stepping engine: one tile, one cycle at a time. While workers run, the barrel gives them their slots
 * in turn from worker 0 on; a worker that has left keeps its slots, empty, and so do the cycles of a turn that is
 * longer than there are workers; when all have left and the turn is over the supervisor goes on. While none runs,
 * the supervisor issues or waits.
 * The barrel's position at a launch is not known on silicon: every launch starts a turn and whole turns
 * pass, which is what measured kernels fit (osmarks/ipu-stack).
 * Each turn is charged to what the longest worker does in it, so that the causes partition the cycles.
 * Left out: as in program.ts; behind running workers the supervisor does nothing but load coefficients.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { CYCLE_CAUSES } from '../../../records/counts/tile-counts.js';
import { type GemmOperands, noteIssue, notePanel, usefulColumns, usefulInputs } from '../activity/activity.js';
import { CODE, CODE_WIDTH, MOST_NESTED_LOOPS } from './code.js';
import type { Bundle, TileProgram } from './program.js';
import type { TileResult } from './result.js';
import { resultOf } from './stepped-result.js';
import { CONTEXTS, restingTile, type TileState, TOTALS } from './tile-state.js';

const SUPERVISOR_ISSUES = TOTALS.indexOf('supervisorIssues');

const IDLE_SLOTS = TOTALS.indexOf('idleSlots');

const LAUNCHES = TOTALS.indexOf('launches');

const USEFUL_MACS = TOTALS.indexOf('usefulMacs');

const COEFFICIENT_BYTES = TOTALS.indexOf('coefficientBytes');

const COEFFICIENTS = CYCLE_CAUSES.indexOf('coefficients');

/**
 * A tile at the start of a program.
 * @param operands of a gemm, for activity counts; without them the result has none
 */
export function createTile(program: TileProgram, machine: TileMachine, operands?: GemmOperands): TileState {
  const state = restingTile(program, machine, operands);
  advanceSupervisor(state);
  return state;
}

/** One cycle; a tile that is done stays as it is. */
export function stepTile(state: TileState): void {
  if (state.running > 0 || state.slot > 0) stepBarrel(state);
  else if (!state.done) stepSupervisor(state);
}

/** A whole program; the observer, where there is one, sees the state before each cycle. */
export function runTile(state: TileState, observer?: (state: TileState) => void): TileResult {
  while (!state.done) {
    if (observer !== undefined) observer(state);
    stepTile(state);
  }
  return resultOf(state);
}

/** Who has the cycle that comes next, while the tile is not done: a worker's number or one of CONTEXTS. */
export function contextOf(state: TileState): number {
  if (state.running === 0 && state.slot === 0) return CONTEXTS.supervisor;
  return state.active[state.slot] === 1 ? state.slot : CONTEXTS.nobody;
}

/** The bundle that issues in the next cycle; undefined where the supervisor or nobody has it. */
export function bundleOf(state: TileState): Bundle | undefined {
  const context = contextOf(state);
  return context < 0 ? undefined : state.code.bundles[state.bundle[context]];
}

function stepBarrel(state: TileState): void {
  const worker = state.slot;
  if (worker === 0) chargeTurn(state);
  if (state.behindLoads > 0) loadBehind(state);
  if (state.active[worker] === 1) issueBundle(state, worker);
  else state.totals[IDLE_SLOTS] += 1;
  if (worker + 1 < state.turnCycles) {
    state.slot = worker + 1;
  } else {
    state.slot = 0;
    if (state.running === 0) endLaunch(state);
  }
}

function loadBehind(state: TileState): void {
  state.behindLoads -= 1;
  state.totals[SUPERVISOR_ISSUES] += 1;
  state.totals[COEFFICIENT_BYTES] += state.behindBytes;
}

/** What the workers were faster than is loaded now. */
function endLaunch(state: TileState): void {
  const { behindLoads: loads, behindBytes: loadBytes } = state;
  if (loadBytes > 0) loadPanel(state);
  if (loads > 0) startStep(state, { issues: loads, cycles: loads, cause: COEFFICIENTS, loadBytes });
  state.behindLoads = 0;
  state.behindBytes = 0;
  if (loads === 0) advanceSupervisor(state);
}

function chargeTurn(state: TileState): void {
  state.causeCycles[state.code.causes[state.bundle[state.critical]]] += state.turnCycles;
}

function issueBundle(state: TileState, worker: number): void {
  const bundle = state.bundle[worker];
  const issue = state.code.ampIssues[bundle];
  state.issued[bundle] += 1;
  if (issue >= 0) issueAmp(state, worker, issue);
  if (bundle + 1 < state.phaseEnd[worker]) {
    state.bundle[worker] = bundle + 1;
  } else if (state.trips[worker] > 1) {
    state.trips[worker] -= 1;
    state.bundle[worker] = state.phaseStart[worker];
  } else {
    advanceWorker(state, worker);
  }
}

function issueAmp(state: TileState, worker: number, issue: number): void {
  state.totals[USEFUL_MACS] += state.usefulPerIssue[issue];
  const { activity, amp } = state;
  if (activity === null || amp === null) return;
  const row = amp.firstRows[worker] + Math.floor(state.ampIssued[worker] / amp.shape.issuesPerRow);
  state.ampIssued[worker] += 1;
  const loaded = state.panels - 1;
  noteIssue(activity, Math.floor(loaded / amp.inputPanels), loaded % amp.inputPanels, row, issue);
}

/** To the worker's next phase, or out of its program. */
function advanceWorker(state: TileState, worker: number): void {
  const at = nextInstruction(state, worker);
  const { instructions } = state.code;
  if (instructions[at] === CODE.exit) {
    state.active[worker] = 0;
    state.running -= 1;
    return;
  }
  state.bundle[worker] = instructions[at + 1];
  state.phaseStart[worker] = instructions[at + 1];
  state.phaseEnd[worker] = instructions[at + 2];
  state.trips[worker] = instructions[at + 3];
}

/** Follows loops to the next instruction that is none, and passes it; its place in the code. */
function nextInstruction(state: TileState, context: number): number {
  const { instructions } = state.code;
  const base = context * MOST_NESTED_LOOPS;
  let next = state.next[context];
  for (;;) {
    const at = next * CODE_WIDTH;
    const operation = instructions[at];
    if (operation === CODE.loop) {
      state.counters[base + state.depth[context]] = instructions[at + 1];
      state.depth[context] += 1;
      next += 1;
    } else if (operation === CODE.end) {
      const counter = base + state.depth[context] - 1;
      state.counters[counter] -= 1;
      if (state.counters[counter] === 0) state.depth[context] -= 1;
      next = state.counters[counter] === 0 ? next + 1 : instructions[at + 1];
    } else {
      state.next[context] = next + 1;
      return at;
    }
  }
}

function stepSupervisor(state: TileState): void {
  state.causeCycles[state.stepCause] += 1;
  state.totals[COEFFICIENT_BYTES] += state.stepLoadBytes;
  if (state.stepIssues > 0) {
    state.stepIssues -= 1;
    state.totals[SUPERVISOR_ISSUES] += 1;
  }
  state.stepCycles -= 1;
  if (state.stepCycles === 0) advanceSupervisor(state);
}

/** To the supervisor's next step that takes cycles, or to the end. */
function advanceSupervisor(state: TileState): void {
  const { instructions } = state.code;
  while (state.stepCycles === 0 && state.running === 0) {
    const at = nextInstruction(state, state.workers);
    const [a, b, c] = [instructions[at + 1], instructions[at + 2], instructions[at + 3]];
    switch (instructions[at]) {
      case CODE.issue:
        startStep(state, { issues: a, cycles: b, cause: c, loadBytes: 0 });
        break;
      case CODE.coefficients:
        startStep(state, { issues: a, cycles: a, cause: c, loadBytes: b });
        loadPanel(state);
        break;
      case CODE.launch:
        launch(state, a);
        break;
      default:
        state.done = true;
        return;
    }
  }
}

interface Step {
  readonly issues: number;
  readonly cycles: number;
  readonly cause: number;
  readonly loadBytes: number;
}

function startStep(state: TileState, { issues, cycles, cause, loadBytes }: Step): void {
  state.stepIssues = issues;
  state.stepCycles = cycles;
  state.stepCause = cause;
  state.stepLoadBytes = loadBytes;
}

/** Nobody reads the store while it is loaded, so the panel may as well be there at once. */
function loadPanel(state: TileState): void {
  const { amp, activity } = state;
  if (amp === null) return;
  const group = Math.floor(state.panels / amp.inputPanels);
  const panel = state.panels % amp.inputPanels;
  state.panels += 1;
  for (let issue = 0; issue < amp.shape.issuesPerRow; issue++) {
    state.usefulPerIssue[issue] = usefulInputs(amp, panel, issue) * usefulColumns(amp, group);
  }
  if (activity !== null) notePanel(activity, group, panel);
}

function launch(state: TileState, index: number): void {
  const { entries, critical, behindLoads, behindBytes } = state.code.launches[index];
  state.totals[LAUNCHES] += 1;
  state.critical = critical;
  state.behindLoads = behindLoads;
  state.behindBytes = behindBytes;
  state.running = state.workers;
  for (let worker = 0; worker < state.workers; worker++) {
    state.next[worker] = entries[worker];
    state.active[worker] = 1;
    state.ampIssued[worker] = 0;
    advanceWorker(state, worker);
  }
}
