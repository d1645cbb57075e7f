/** Signs of zero: zero products of both signs, sums that cancel exactly, an accumulator of −0, negative underflow. */
import { signCode } from '../../../models/formats/format.js';
import { emptyDraft, negated, putBinade } from '../draft.js';
import { type HardSum, someOf } from './hard-sum.js';

export const zeros: HardSum = (bench, draw) => {
  const draft = emptyDraft(bench, draw);
  const { a, b, c } = bench;
  const minus = c.format.negativeZero ? signCode(c.format) : 0;
  for (let place = 0; place < draft.k; place++) {
    if (draw.oneIn(2)) draft.a[place] = negated(a, draft.a[place] as number);
    if (draw.oneIn(2)) draft.b[place] = draw.oneIn(2) ? b.one : negated(b, b.one);
  }
  const [first, second] = someOf(draft.steps.flat(), 2, draw);
  switch (draw.below(4)) {
    case 0:
      for (let place = 0; place < draft.k; place++) {
        draft.a[place] = a.format.negativeZero ? signCode(a.format) : 0;
        draft.b[place] = a.format.negativeZero ? b.one : negated(b, b.one);
      }
      draft.c = minus;
      break;
    case 1:
      draft.c = draw.of([0, minus]);
      break;
    case 2:
      if (first === undefined || second === undefined) return undefined;
      putBinade(bench, draft, first, draw.between(a.least + b.least, a.most + b.most), draw);
      draft.a[second] = negated(a, draft.a[first] as number);
      draft.b[second] = draft.b[first] as number;
      draft.c = draw.of([0, minus]);
      break;
    default:
      if (first === undefined) return undefined;
      putBinade(bench, draft, first, a.least + b.least + draw.between(0, 3), draw);
      draft.c = draw.of([0, minus, signCode(c.format) + 1]);
  }
  return draft;
};
