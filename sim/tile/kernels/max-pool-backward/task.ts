/** The gradient of max-pooling, as a record. */

/** Whether an input belongs to one window, or may belong to several whose gradients it adds up. */
export const WINDOW_OVERLAPS = ['apart', 'overlapping'] as const;

export type WindowOverlap = (typeof WINDOW_OVERLAPS)[number];

/** The gradient of each output to the input of its window that was the largest. */
export interface MaxPoolBackwardTask {
  readonly kind: 'max-pool-backward';
  readonly outputs: number;
  readonly window: number;
  readonly windows: WindowOverlap;
}
