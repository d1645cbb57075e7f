/** How work falls to workers, as the kernels do it. */

/** Contiguous shares as even as possible, the larger ones first. */
export function evenShares(count: number, workers: number): number[] {
  const least = Math.floor(count / workers);
  return Array.from({ length: workers }, (_, worker) => least + (worker < count % workers ? 1 : 0));
}

/**
 * One program a worker from its share of the items; equal shares give the same object.
 * Strided items (worker, worker + workers, …) fall into the same shares.
 */
export function perShare<Program>(count: number, workers: number, build: (share: number) => Program): Program[] {
  const built = new Map<number, Program>();
  return evenShares(count, workers).map((share) => {
    const program = built.get(share) ?? build(share);
    built.set(share, program);
    return program;
  });
}
