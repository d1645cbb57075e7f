/** Level 2: hard sums of every kind in turn, so that any beginning of the rows has some of each. */
import type { DotProductUnit } from '../../models/units/unit.js';
import { createBench } from './bench.js';
import { rowOf } from './draft.js';
import { drawOf } from './draw.js';
import { HARD_SUMS } from './hard-sums/hard-sums.js';
import type { VectorRow } from './row.js';

/** What rows are drawn by; `k` products in every row, several lengths unless said. */
export interface RowSetting {
  readonly seed: number;
  readonly k?: number;
}

/** Draws that led nowhere before another kind takes the turn. */
const MOST_TRIES = 8;

/** Without end: the caller takes as many as it wants. A row depends on unit, setting and its number alone. */
export function* levelTwoRows(unit: DotProductUnit, { seed, k }: RowSetting): Generator<VectorRow> {
  const bench = createBench(unit, k);
  for (let round = 0; ; round++) {
    for (const { name, draw } of HARD_SUMS) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const draft = draw(bench, drawOf(seed, name, round * MOST_TRIES + tries));
        if (draft === undefined) continue;
        yield rowOf(`2/${name}/${round}`, draft);
        break;
      }
    }
  }
}
