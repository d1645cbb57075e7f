/**
 * The sums of a whole task: calls, coefficient loads and launches added up, and the result that they make.
 * A launch lasts a turn of the barrel for each slot of its longest worker (the first of equals), and its cycles are
 * those that this worker spends in loops and around them.
 */
import type { SetupRecord, TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { turnCycles } from '../../barrel.js';
import type { TileResult } from '../../engines/result.js';
import { slotsOf, startedWork, type Work } from './work.js';

export interface Total {
  readonly turnCycles: number;
  loopCycles: number;
  aroundCycles: number;
  coefficientCycles: number;
  launchCycles: number;
  supervisorIssues: number;
  workerIssues: number;
  idleSlots: number;
  launches: number;
  ampIssues: number;
  floatIssues: number;
  readBytes: number;
  writeBytes: number;
  coefficientBytes: number;
}

/** The supervisor's first cycles, of which it issues in some. */
export function calledTotal(machine: TileMachine, cycles: number, issues: number): Total {
  return {
    turnCycles: turnCycles(machine),
    loopCycles: 0,
    aroundCycles: 0,
    coefficientCycles: 0,
    launchCycles: cycles,
    supervisorIssues: issues,
    workerIssues: 0,
    idleSlots: 0,
    launches: 0,
    ampIssues: 0,
    floatIssues: 0,
    readBytes: 0,
    writeBytes: 0,
    coefficientBytes: 0,
  };
}

/** Workers of equal work, in the order of the barrel. */
export type Crew = readonly [work: Work, workers: number];

/** Items dealt in turn: the first workers have one more where they do not divide. */
export function dealt(items: number, workers: number, workOf: (share: number) => Work): Crew[] {
  const least = Math.floor(items / workers);
  const more = items - least * workers;
  if (more === 0) return [[workOf(least), workers]];
  return [
    [workOf(least + 1), more],
    [workOf(least), workers - more],
  ];
}

const NO_WORK: Work = startedWork(0);

/** The same launch so many times. @returns cycles of one */
export function addLaunches(total: Total, crews: readonly Crew[], times: number): number {
  let longest = NO_WORK;
  let issues = 0;
  for (const [work, count] of crews) {
    const slots = slotsOf(work);
    if (count > 0 && slots > slotsOf(longest)) longest = work;
    issues += count * slots;
    total.ampIssues += times * count * work.ampIssues;
    total.floatIssues += times * count * work.floatIssues;
    total.readBytes += times * count * work.readBytes;
    total.writeBytes += times * count * work.writeBytes;
  }
  total.launches += times;
  total.workerIssues += times * issues;
  const turn = total.turnCycles;
  total.idleSlots += times * (turn * slotsOf(longest) - issues);
  total.loopCycles += times * turn * longest.loopSlots;
  total.aroundCycles += times * turn * longest.aroundSlots;
  return turn * slotsOf(longest);
}

/** Cycles of the supervisor at a rendezvous before a launch, the first of them instructions. */
export function addRendezvous(total: Total, { launch }: TileMachine, cycles: number, times: number): void {
  total.launchCycles += times * cycles;
  total.supervisorIssues += times * Math.min(launch.rendezvousIssues, cycles);
}

/** A program of one launch whose items are dealt to the workers. */
export function oneLaunch(
  setup: SetupRecord,
  machine: TileMachine,
  items: number,
  workOf: (share: number) => Work,
): TileResult {
  return oneLaunchOf(setup.setupCycles, machine, dealt(items, machine.tile.workers, workOf));
}

/** A program of one launch whose workers are known. */
export function oneLaunchOf(setupCycles: number, machine: TileMachine, crews: readonly Crew[]): TileResult {
  const { callCycles, callIssues } = machine.launch;
  const total = calledTotal(machine, callCycles + setupCycles, callIssues);
  addLaunches(total, crews, 1);
  return resultOf(total, 0, 0);
}

/** A program that goes row by row: its call, and for each row its set-up on the supervisor and a launch. */
export function launchPerRow(
  setupCycles: number,
  rows: number,
  machine: TileMachine,
  crews: readonly Crew[],
): TileResult {
  const { callCycles, callIssues } = machine.launch;
  const total = calledTotal(machine, callCycles, callIssues);
  addRendezvous(total, machine, setupCycles, rows);
  addLaunches(total, crews, rows);
  return resultOf(total, 0, 0);
}

/** @param ampMacs multiply-accumulates of all AMP issues; @param usefulMacs those of the product itself */
export function resultOf(total: Total, ampMacs: number, usefulMacs: number): TileResult {
  const { loopCycles, aroundCycles, coefficientCycles, launchCycles } = total;
  return {
    cycles: loopCycles + aroundCycles + coefficientCycles + launchCycles,
    cyclesByCause: {
      compute: loopCycles,
      'fill-drain': aroundCycles,
      coefficients: coefficientCycles,
      launch: launchCycles,
      exchange: 0,
      sync: 0,
    },
    counts: {
      supervisorIssues: total.supervisorIssues,
      workerIssues: total.workerIssues,
      idleSlots: total.idleSlots,
      launches: total.launches,
      ampIssues: total.ampIssues,
      floatIssues: total.floatIssues,
      usefulMacs,
      paddingMacs: ampMacs - usefulMacs,
      sramReadBytes: total.readBytes + total.coefficientBytes,
      sramWriteBytes: total.writeBytes,
      coefficientBytes: total.coefficientBytes,
      exchangeSentBytes: 0,
      exchangeReceivedBytes: 0,
      syncs: 0,
    },
    activity: null,
  };
}
