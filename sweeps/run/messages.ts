/** What the process that shares out points and its workers say to each other. */
import type { Settings } from '../plan/fields.js';

/** A worker's workerData. */
export interface WorkerStart {
  /** The shard that it alone writes. */
  readonly shard: string;
}

/** To a worker: what to do next, or that there is nothing left. */
export type ToWorker =
  | { readonly kind: 'point'; readonly hash: string; readonly settings: Settings }
  | { readonly kind: 'end' };

/** From a worker. A point that is done is on the disk. */
export type FromWorker =
  | { readonly kind: 'ready' }
  /** How much of the point in hand is done, 0 to 1. */
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'done' }
  /** A fault of the program: the point has no result. */
  | { readonly kind: 'fault'; readonly error: Error };
