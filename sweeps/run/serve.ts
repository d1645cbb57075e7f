/** The life of a worker thread: points one after the other, each flushed to its shard before it is said to be done. */
import { parentPort, workerData } from 'node:worker_threads';
import type { PointResult } from '../../records/sweep-results.js';
import type { Settings } from '../plan/fields.js';
import { openShard } from '../store/shard.js';
import type { FromWorker, ToWorker, WorkerStart } from './messages.js';

/** Runs a point; `progress` takes the share that is done. An error that it throws is a fault of the program: no result. */
export type Perform = (settings: Settings, progress: (share: number) => void) => PointResult;

/** Messages a point: more tell nobody more. */
const SHARES = 50;

/** To be called once, by the entry file of a worker. */
export function servePoints(perform: Perform): void {
  const port = parentPort;
  if (port === null) throw new Error('points are served in a worker thread only');
  const shard = openShard((workerData as WorkerStart).shard);
  const say = (message: FromWorker) => port.postMessage(message);
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'end') {
      shard.close();
      port.close();
      return;
    }
    const { hash, settings } = message;
    const started = performance.now();
    try {
      const result = perform(settings, shares(say));
      shard.append({ hash, wallS: (performance.now() - started) / 1000, result });
      say({ kind: 'done' });
    } catch (error) {
      say({ kind: 'fault', error: error instanceof Error ? error : new Error(String(error)) });
    }
  });
  say({ kind: 'ready' });
}

function shares(say: (message: FromWorker) => void): (share: number) => void {
  let said = 0;
  return (share) => {
    const part = Math.floor(share * SHARES);
    if (part === said) return;
    said = part;
    say({ kind: 'share', share });
  };
}
