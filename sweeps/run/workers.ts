/**
 * Points shared out among worker threads, each to the first that is free: which one does it changes no result. A point
 * that meets a fault of the program has no result and stops no other one. Left out: other machines.
 */
import { Worker } from 'node:worker_threads';
import type { SweepPoint } from '../../records/sweep-results.js';
import type { FromWorker, ToWorker, WorkerStart } from './messages.js';

type Task = Pick<SweepPoint, 'hash' | 'settings'>;

export interface PointsRequest {
  /** Compiled module that calls servePoints. */
  readonly entry: URL;
  /** The shard of each worker. */
  readonly shards: readonly string[];
  readonly tasks: readonly Task[];
  /** After each point, and within them: points that are done, parts of points among them. */
  readonly progress: (done: number) => void;
}

/** Rejects with the first fault of a point, once all others are done, or at once with that of a thread. */
export async function runPoints(request: PointsRequest): Promise<void> {
  const waiting = [...request.tasks];
  const shares = new Map<Worker, number>();
  const faults: Error[] = [];
  let finished = 0;
  const tell = () => request.progress(finished + [...shares.values()].reduce((sum, share) => sum + share, 0));
  const workers: Worker[] = [];
  const life = (shard: string) =>
    new Promise<void>((resolve, reject) => {
      const start: WorkerStart = { shard };
      const worker = new Worker(request.entry, { workerData: start });
      workers.push(worker);
      worker.on('error', reject);
      worker.on('exit', resolve);
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'share') {
          shares.set(worker, message.share);
          return tell();
        }
        shares.delete(worker);
        if (message.kind === 'fault') faults.push(message.error);
        if (message.kind === 'done') {
          finished += 1;
          tell();
        }
        worker.postMessage(nextOf(waiting));
      });
    });
  try {
    await Promise.all(request.shards.slice(0, Math.max(1, waiting.length)).map(life));
    if (faults[0] !== undefined) throw faults[0];
  } finally {
    for (const worker of workers) void worker.terminate();
  }
}

function nextOf(waiting: Task[]): ToWorker {
  const next = waiting.shift();
  return next === undefined ? { kind: 'end' } : { kind: 'point', hash: next.hash, settings: next.settings as never };
}
