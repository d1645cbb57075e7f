/** How work is dealt over chips and their host. Left out: how each is lowered (traces/lowering/chips). */

/**
 * `data`: each chip has a batch of its own, gradients are added up over all; `tensor`: each has columns or rows of the
 * products of attention and linear layers; `pipeline`: each has some of the layers, and the batch comes in micro-batches.
 */
export const PARALLEL_WAYS = ['data', 'tensor', 'pipeline'] as const;
export type ParallelWay = (typeof PARALLEL_WAYS)[number];

/** What lives in the host's memory; `states`: parameters and what the optimiser keeps beside them. */
export const STREAMED = ['none', 'states'] as const;
export type Streamed = (typeof STREAMED)[number];
