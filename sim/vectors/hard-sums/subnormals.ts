/** Subnormal operands, products below the least normal result, subnormal accumulators and results, and sums of them. */
import { leastNormalExponent, signCode } from '../../../models/formats/format.js';
import type { Bench, Side } from '../bench.js';
import { binadeCode, type Draft, emptyDraft } from '../draft.js';
import type { Draw } from '../draw.js';
import { type HardSum, putTerm, significand, signOf, someOf } from './hard-sum.js';

export const subnormals: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  if (isFlushed(bench) && draw.oneIn(2)) return smallDifference(bench, draft, draw);
  const way = draw.below(3);
  for (const place of someOf(draft.steps.flat(), draw.of([0, 1, 2, 3, draft.k]), draw)) {
    draft.a[place] = way === 1 ? anyCode(bench.a, draw) : smallCode(bench.a, draw);
    draft.b[place] = way === 0 ? anyCode(bench.b, draw) : smallCode(bench.b, draw);
  }
  draft.c = draw.of([0, smallCode(bench.c, draw), smallCode(bench.c, draw)]);
  return draft;
};

function isFlushed({ unit: { sum } }: Bench): boolean {
  return sum.kind === 'pairwise' && sum.subnormals === 'flushed';
}

/** Bits of a significand. */
const FEW_BITS = 4;

/** Two terms of the lowest normal binades and opposite signs, what is left of them below: also negative. */
function smallDifference(bench: Bench, draft: Draft, draw: Draw): Draft | undefined {
  const least = leastNormalExponent(bench.c.format);
  const [first, second] = someOf(['c' as const, ...draft.steps.flat()], 2, draw);
  const sign = signOf(draw);
  const term = () => sign * significand(FEW_BITS, draw) * 2 ** (least + draw.below(2));
  if (first === undefined || second === undefined) return undefined;
  return putTerm(bench, draft, first, term(), draw) && putTerm(bench, draft, second, -term(), draw) ? draft : undefined;
}

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
