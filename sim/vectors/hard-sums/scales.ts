/**
 * Scales of blocks: every class of them, blocks that the scales move around the place where terms are cut, and scales
 * so far apart that one block is alone. Of units that read scales.
 */
import { magnitudeBits } from '../../../models/formats/format.js';
import { inputClasses } from '../classes.js';
import { emptyDraft, nearestCode, putBinade } from '../draft.js';
import { type HardSum, highExponent, significand, signOf } from './hard-sum.js';

export const scales: HardSum = (bench, draw) => {
  const { scale, unit } = bench;
  const draft = emptyDraft(bench, draw, bench.k ?? bench.whole * draw.of([1, 1, 2]));
  if (scale === undefined || draft.scales === undefined) return undefined;
  const top = highExponent(bench, draw);
  for (let place = 0; place < draft.k; place++) putBinade(bench, draft, place, top - draw.between(0, 3), draw);
  const cut = draw.of(bench.cuts);
  const way = draw.below(5);
  const middle = draw.between(-8, 8);
  for (const side of [draft.scales.a, draft.scales.b]) {
    for (let block = 0; block < side.length; block++) {
      const away = way === 1 ? draw.between(-2, 2) : draw.of([0, -Math.ceil(cut / 2) + draw.between(-1, 1)]);
      side[block] =
        way === 0
          ? draw.of(inputClasses(scale.format)).code
          : way === 3
            ? draw.below(2 ** magnitudeBits(scale.format))
            : way === 4
              ? draw.below(2 ** Math.max(1, magnitudeBits(scale.format) - 4))
              : nearestCode(scale, significand(scale.format.mantissaBits + 1, draw) * 2 ** (middle + away));
    }
  }
  const reach = draw.of([
    0,
    2 * middle,
    2 * middle - cut + draw.between(-2, 2),
    2 * middle + cut + draw.between(-2, 2),
  ]);
  if (!draw.oneIn(3)) {
    draft.c = nearestCode(
      bench.c,
      signOf(draw) * significand(unit.accumulator.mantissaBits + 1, draw) * 2 ** (top + reach),
    );
  }
  return draft;
};
