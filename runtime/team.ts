/**
 * A team of threads that shares the units of one task at a time, synchronously: the calling thread works too
 * and waits for the rest. Which thread does which unit is open, so a unit may write only what it owns.
 * Left out: what a task is; queues of tasks; recovery of a thread that was killed from outside.
 */
import { Worker } from 'node:worker_threads';

/** Words of the control block. Claims count down, so that a late claim of an old task finds nothing. */
const ROUND = 0;
const UNCLAIMED = 1;
const FINISHED = 2;
const TASK = 3;
const ARGUMENT = 4;
const CLOSED = 5;
const ERROR_BYTES = 6;
const CONTROL_WORDS = 8;
const MESSAGE_BYTES = 1024;

/** Does one unit of a task; `thread` is 0 for the caller. */
export type Perform = (task: number, argument: number, unit: number, thread: number) => void;

/** What a thread gets as its workerData, beside `payload`. */
export interface TeamMember<Payload> {
  readonly control: SharedArrayBuffer;
  readonly thread: number;
  readonly payload: Payload;
}

export interface Team {
  /** Does units 0 … units − 1; throws the first error of any thread. */
  readonly run: (task: number, argument: number, units: number) => void;
  /** Ends the threads; the team is of no use afterwards. */
  readonly close: () => void;
}

/**
 * @param threads the caller included: 1 starts no worker
 * @param entry compiled module that calls serveTeam with its workerData
 */
export function createTeam<Payload>(threads: number, entry: URL, payload: Payload, perform: Perform): Team {
  const control = new SharedArrayBuffer(CONTROL_WORDS * 4 + MESSAGE_BYTES);
  const words = new Int32Array(control, 0, CONTROL_WORDS);
  const workers: Worker[] = [];
  for (let thread = 1; thread < threads; thread++) {
    const member: TeamMember<Payload> = { control, thread, payload };
    const worker = new Worker(entry, { workerData: member });
    worker.unref();
    workers.push(worker);
  }
  return {
    run: (task, argument, units) => runTask(control, workers.length, task, argument, units, perform),
    close: () => {
      Atomics.store(words, CLOSED, 1);
      startRound(words);
      for (const worker of workers) void worker.terminate();
    },
  };
}

function runTask(
  control: SharedArrayBuffer,
  workers: number,
  task: number,
  argument: number,
  units: number,
  perform: Perform,
): void {
  const words = new Int32Array(control, 0, CONTROL_WORDS);
  if (Atomics.load(words, CLOSED) === 1) throw new Error('a closed team was given a task');
  if (workers === 0 || units < 2) {
    for (let unit = 0; unit < units; unit++) perform(task, argument, unit, 0);
    return;
  }
  Atomics.store(words, TASK, task);
  Atomics.store(words, ARGUMENT, argument);
  Atomics.store(words, FINISHED, 0);
  Atomics.store(words, ERROR_BYTES, 0);
  Atomics.store(words, UNCLAIMED, units);
  startRound(words);
  claimUnits(control, 0, perform);
  for (let finished = Atomics.load(words, FINISHED); finished < units; finished = Atomics.load(words, FINISHED)) {
    Atomics.wait(words, FINISHED, finished);
  }
  const length = Atomics.load(words, ERROR_BYTES);
  if (length > 0) throw new Error(new TextDecoder().decode(new Uint8Array(control, CONTROL_WORDS * 4, length).slice()));
}

function startRound(words: Int32Array): void {
  Atomics.add(words, ROUND, 1);
  Atomics.notify(words, ROUND);
}

/** Takes units until none is left. The task is read after the claim: an open claim holds it in place. */
function claimUnits(control: SharedArrayBuffer, thread: number, perform: Perform): void {
  const words = new Int32Array(control, 0, CONTROL_WORDS);
  for (;;) {
    const unit = Atomics.sub(words, UNCLAIMED, 1) - 1;
    if (unit < 0) return;
    try {
      perform(Atomics.load(words, TASK), Atomics.load(words, ARGUMENT), unit, thread);
    } catch (error) {
      report(control, error);
    }
    Atomics.add(words, FINISHED, 1);
    Atomics.notify(words, FINISHED);
  }
}

function report(control: SharedArrayBuffer, error: unknown): void {
  const text = new TextEncoder().encode(error instanceof Error ? error.message : String(error));
  const kept = text.subarray(0, MESSAGE_BYTES);
  new Uint8Array(control, CONTROL_WORDS * 4, MESSAGE_BYTES).set(kept);
  Atomics.store(new Int32Array(control, 0, CONTROL_WORDS), ERROR_BYTES, kept.length);
}

/** The life of a worker: units of every round, until the team closes. Never returns before that. */
export function serveTeam<Payload>(member: TeamMember<Payload>, perform: Perform): void {
  const words = new Int32Array(member.control, 0, CONTROL_WORDS);
  while (Atomics.load(words, CLOSED) === 0) {
    const round = Atomics.load(words, ROUND);
    claimUnits(member.control, member.thread, perform);
    if (Atomics.load(words, CLOSED) === 0) Atomics.wait(words, ROUND, round);
  }
}
