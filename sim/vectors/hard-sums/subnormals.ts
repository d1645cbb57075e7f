/** Subnormal operands, products below the least normal result, subnormal accumulators and results, and sums of them. */
import { signCode } from '../../../models/formats/format.js';
import type { Side } from '../bench.js';
import { binadeCode, emptyDraft } from '../draft.js';
import type { Draw } from '../draw.js';
import { type HardSum, someOf } from './hard-sum.js';

export const subnormals: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const way = draw.below(3);
  for (const place of someOf(draft.steps.flat(), draw.of([0, 1, 2, 3, draft.k]), draw)) {
    draft.a[place] = way === 1 ? anyCode(bench.a, draw) : smallCode(bench.a, draw);
    draft.b[place] = way === 0 ? anyCode(bench.b, draw) : smallCode(bench.b, draw);
  }
  draft.c = draw.of([0, smallCode(bench.c, draw), smallCode(bench.c, draw)]);
  return draft;
};

/** Of the lowest two binades. */
function smallCode({ format }: Side, draw: Draw): number {
  const sign = draw.oneIn(2) ? signCode(format) : 0;
  const magnitude = draw.of([
    1,
    draw.between(1, 2 ** format.mantissaBits),
    draw.between(1, 2 ** (format.mantissaBits + 1) - 1),
  ]);
  return sign + magnitude;
}

function anyCode(side: Side, draw: Draw): number {
  return binadeCode(side, draw.between(side.least, side.most), draw);
}
