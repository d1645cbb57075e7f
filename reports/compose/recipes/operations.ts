/** What the cycles of a step are spent for, by what its ops do: each op with all of its cycles, exchange and sync too. */
import type { TileRun } from '../../../records/run.js';
import type { OpKind } from '../../../records/trace/op.js';

/** In the order in which they are shown. */
export const OPERATIONS = [
  'products',
  'casts',
  'norms',
  'softmax',
  'element-wise',
  'pooling',
  'embeddings',
  'sums',
  'rearrangement',
  'update',
  'collectives',
] as const;
export type Operation = (typeof OPERATIONS)[number];
export type CyclesByOperation = Readonly<Record<Operation, number>>;

const OPERATION_OF: Readonly<Record<OpKind, Operation>> = {
  gemm: 'products',
  convolution: 'products',
  cast: 'casts',
  amax: 'casts',
  hadamard: 'casts',
  norm: 'norms',
  softmax: 'softmax',
  'softmax-cross-entropy': 'softmax',
  'element-wise': 'element-wise',
  dropout: 'element-wise',
  pool: 'pooling',
  embedding: 'embeddings',
  'column-sum': 'sums',
  transpose: 'rearrangement',
  rearrange: 'rearrangement',
  update: 'update',
  collective: 'collectives',
};

/** They add up to the cycles of the run. */
export function cyclesByOperation({ ops }: Pick<TileRun, 'ops'>): CyclesByOperation {
  const sums = Object.fromEntries(OPERATIONS.map((name) => [name, 0])) as Record<Operation, number>;
  for (const { kind, cycles } of ops) sums[OPERATION_OF[kind]] += cycles;
  return sums;
}
