/** Results of gates beside those of the model, the latency of the pipeline taken off. */
import { LANES } from '../operands/operand-streams.js';

export interface Difference {
  /** Of the operands. */
  readonly cycle: number;
  readonly lane: number;
  readonly expected: number;
  readonly got: number;
}

export interface Comparison {
  readonly vectors: number;
  readonly different: number;
  /** The first few, in order. */
  readonly differences: readonly Difference[];
}

const NAMED = 3;

/**
 * @param got port d: [cycle][lane]; the results of operands stand `pipelineStages` cycles later
 * @param expected [cycle][lane], of the operands' cycles; the last `pipelineStages` of them are not compared
 */
export function compareResults(got: Uint32Array, expected: Uint32Array, pipelineStages: number): Comparison {
  const latency = pipelineStages * LANES;
  const vectors = Math.max(0, got.length - latency);
  const differences: Difference[] = [];
  let different = 0;
  for (let index = 0; index < vectors; index++) {
    if (got[index + latency] === expected[index]) continue;
    different++;
    if (differences.length < NAMED) differences.push(differenceAt(got, expected, index, latency));
  }
  return { vectors, different, differences };
}

function differenceAt(got: Uint32Array, expected: Uint32Array, index: number, latency: number): Difference {
  const [cycle, lane] = [Math.floor(index / LANES), index % LANES];
  return { cycle, lane, expected: expected[index] as number, got: got[index + latency] as number };
}
