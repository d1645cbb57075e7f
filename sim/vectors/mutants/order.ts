/** Other orders: products a step, how they are dealt out, when is rounded, where chains begin and the accumulator comes. */
import type { DotProductUnit, Promotion } from '../../../models/units/unit.js';
import { resultFormat } from '../../../models/units/unit.js';
import type { Mutant } from './mutant.js';

type Named = readonly [string, DotProductUnit];

export function orderMutants(unit: DotProductUnit): Mutant[] {
  const named: Named[] = [...stepSizes(unit), ...interleaves(unit), ...roundings(unit), ...promotions(unit)];
  return named.map(([name, changed]): Mutant => ({ kind: 'order', name, fault: { at: 'unit', unit: changed } }));
}

function stepSizes(unit: DotProductUnit): Named[] {
  const own = unit.productsPerStep;
  return [1, 2, 3, 4, 8, 16, 32, 64, 128, own / 2, own * 2, own * 4]
    .filter((products, i, all) => Number.isInteger(products) && products !== own && all.indexOf(products) === i)
    .map((products) => [
      products === 2 ? 'products were summed in pairs' : `a step took ${products} products in place of ${own}`,
      { ...unit, productsPerStep: products },
    ]);
}

function interleaves(unit: DotProductUnit): Named[] {
  const { interleave, productsPerStep, ...rest } = unit;
  const straight: Named[] =
    interleave === undefined ? [] : [['products came in the order of K', { ...rest, productsPerStep }]];
  const dealt = [2, 4].flatMap((steps) =>
    [1, 2, 4, 8]
      .filter((share) => share < productsPerStep)
      .map((share): Named => {
        const [products, group] = [steps * productsPerStep, steps * share];
        return [
          `products were dealt out to ${steps} steps by ${share} of every ${group}`,
          { ...unit, interleave: { products, group } },
        ];
      }),
  );
  return [
    ...straight,
    ...dealt.filter(
      ([, { interleave: own }]) => own?.group !== interleave?.group || own?.products !== interleave?.products,
    ),
  ];
}

function roundings(unit: DotProductUnit): Named[] {
  return ([1, 2, 4, 8, 'all'] as const)
    .filter((steps) => steps !== unit.stepsPerRounding)
    .map((steps) => [
      steps === 'all'
        ? 'there were one rounding, at the end'
        : `there were one rounding for ${steps} ${steps === 1 ? 'step' : 'steps'}`,
      { ...unit, stepsPerRounding: steps },
    ]);
}

/** A promotion of one step is an accumulator added behind each; of all, one added at the end. */
function promotions(unit: DotProductUnit): Named[] {
  const { promotion, ...plain } = unit;
  const format = resultFormat(unit);
  const step = unit.productsPerStep;
  const sizes =
    promotion === undefined
      ? [step, 2 * step, 4 * step, 2 ** 24 - (2 ** 24 % step)]
      : [step, promotion.products / 2, 2 * promotion.products];
  const named = sizes
    .filter((products) => products !== promotion?.products && products % step === 0)
    .map((products): Named => [nameOf({ products, format }), { ...plain, promotion: { products, format } }]);
  if (promotion === undefined || plain.accumulator.format !== format) return named;
  return [...named, ['the accumulator were in the first step, and nothing added behind', plain]];
}

function nameOf({ products }: Promotion): string {
  return products > 2 ** 20
    ? 'the accumulator came late: added, nearest-even, behind all products'
    : `every ${products} products were summed from zero and added, nearest-even, to the accumulator`;
}
