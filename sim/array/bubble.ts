/**
 * The time in which a chip of a pipeline waits for the others: with M micro-batches on N chips a step takes M + N − 1 times
 * the slowest stage's share of one, and what each chip does once. Source: Narayanan et al. 2019, section 2.2. Waiting is
 * that of the last op that meets another chip. Left out: stages that are faster than this chip's.
 */
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import type { TileRunOp } from '../../records/run.js';
import type { ChipsRecord } from '../../records/trace/chips.js';

/** @param isOfEach whether an op is of every micro-batch, by its name */
export function withBubble(
  ops: readonly TileRunOp[],
  { chips, parallel, microBatches }: ChipsRecord,
  isOfEach: (op: string) => boolean,
  { tiles }: TileMachine,
): TileRunOp[] {
  if (parallel !== 'pipeline') return [...ops];
  const each = ops.filter(({ op }) => isOfEach(op)).reduce((sum, { cycles }) => sum + cycles, 0);
  const bubble = Math.round(((chips - 1) * each) / microBatches);
  const last = ops.findLastIndex(({ kind }) => kind === 'collective');
  return ops.map((op, i) => {
    if (i < last) return op;
    if (i > last) return { ...op, startCycle: op.startCycle + bubble };
    const { cyclesByCause, tileCycles } = op;
    return {
      ...op,
      cycles: op.cycles + bubble,
      cyclesByCause: { ...cyclesByCause, bubble },
      tileCycles: { ...tileCycles, waiting: tileCycles.waiting + tiles * bubble },
    };
  });
}
