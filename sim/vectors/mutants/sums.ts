/** Other rules of summation: where terms are cut, how, what is aligned with what. */
import { alignedTruncated } from '../../../models/units/sum-rules.js';
import type {
  AlignedSum,
  DotProductUnit,
  GroupedSum,
  PairwiseSum,
  SumRule,
  TwoStageSum,
} from '../../../models/units/unit.js';
import type { Mutant } from './mutant.js';

type Named = readonly [string, SumRule];

/** Fraction bits that an exact sum is cut at, to see whether it is exact. */
const CUT_EXACT = [8, 10, 11, 12, 13, 14, 16, 18, 20, 22, 23, 24, 25, 26, 27, 28] as const;
const STEPS = [-8, -4, -3, -2, -1, 1, 2, 3, 4] as const;

export function sumMutants(unit: DotProductUnit): Mutant[] {
  const mutant = (kind: 'cut' | 'sum') => {
    return ([name, sum]: Named): Mutant => ({ kind, name, fault: { at: 'unit', unit: { ...unit, sum } } });
  };
  return [...cuts(unit.sum).map(mutant('cut')), ...others(unit.sum).map(mutant('sum'))];
}

function cuts(sum: SumRule): Named[] {
  switch (sum.kind) {
    case 'exact':
    case 'float32':
    case 'pairwise':
      return CUT_EXACT.map((bits) => [`every term were truncated at ${bits} fraction bits`, alignedTruncated(bits)]);
    case 'aligned':
    case 'grouped':
      return steps(sum.fractionBits).map((bits) => [
        `F were ${bits} in place of ${sum.fractionBits}`,
        { ...sum, fractionBits: bits },
      ]);
    case 'two-stage':
      return (['productBits', 'sumBits', 'accumulatorBits', 'accumulatorReach'] as const).flatMap((field) => {
        const own = sum[field];
        return own === undefined
          ? []
          : steps(own).map((bits): Named => [`${field} were ${bits} in place of ${own}`, { ...sum, [field]: bits }]);
      });
  }
}

function steps(bits: number): number[] {
  return STEPS.map((step) => bits + step).filter((value) => value > 0);
}

function others(sum: SumRule): Named[] {
  switch (sum.kind) {
    case 'exact':
      return [['the sum of a step were rounded to float32 before the accumulator', { kind: 'float32' }]];
    case 'float32':
      return [['the sum of a step were exact before the accumulator', { kind: 'exact' }]];
    case 'aligned':
      return [
        ...alignedOthers(sum),
        ['nothing were cut', { kind: 'exact' }],
        ['nothing were cut, and the sum rounded to float32', { kind: 'float32' }],
      ];
    case 'two-stage':
      return twoStageOthers(sum);
    case 'grouped':
      return groupedOthers(sum);
    case 'pairwise':
      return pairwiseOthers(sum);
  }
}

function alignedOthers(sum: AlignedSum): Named[] {
  const flipped = <Field extends keyof AlignedSum>(
    field: Field,
    values: readonly AlignedSum[Field][],
    name: (value: AlignedSum[Field]) => string,
  ) => values.filter((value) => value !== sum[field]).map((value): Named => [name(value), { ...sum, [field]: value }]);
  return [
    ...flipped(
      'cut',
      ['truncate', 'floor', 'nearest-even'],
      (cut) => `terms were cut by ${cut} in place of ${sum.cut}`,
    ),
    ...flipped(
      'accumulatorAligned',
      ['with-products', 'after-products'],
      (value) => `the accumulator were aligned ${value}`,
    ),
    ...flipped('productExponent', ['operands', 'normalised'], (value) =>
      value === 'normalised'
        ? 'products were aligned by their leading bit'
        : 'products were aligned by their operands’ exponents',
    ),
    ...flipped('subnormals', ['least-exponent', 'normalised'], (value) =>
      value === 'normalised'
        ? 'subnormals were aligned by their leading bit'
        : 'subnormals were aligned by the least exponent',
    ),
    ...flipped('zeroProducts', ['left-out', 'aligned'], (value) =>
      value === 'aligned'
        ? 'zero products counted for the largest exponent'
        : 'zero products did not count for the largest exponent',
    ),
  ];
}

function twoStageOthers(sum: TwoStageSum): Named[] {
  const { accumulatorReach: _, ...endless } = sum;
  return [
    ['nothing were cut', { kind: 'exact' }],
    ['products and accumulator were aligned in one stage', alignedTruncated(sum.productBits)],
    sum.order === 'even-odd'
      ? ['even and odd products were summed together', { ...sum, order: 'in-sequence' }]
      : ['even and odd products were summed apart', { ...sum, order: 'even-odd' }],
    ...(sum.accumulatorReach === undefined ? [] : [['an accumulator counted however small it is', endless] as const]),
  ];
}

function pairwiseOthers({ subnormals }: PairwiseSum): Named[] {
  return [
    ['the sum of a step were exact before the accumulator', { kind: 'exact' }],
    ['the sum of a step were rounded to float32 only with the accumulator', { kind: 'float32' }],
    subnormals === 'flushed'
      ? ['subnormals were kept', { kind: 'pairwise', subnormals: 'kept' }]
      : ['subnormals were flushed', { kind: 'pairwise', subnormals: 'flushed' }],
  ];
}

function groupedOthers(sum: GroupedSum): Named[] {
  return [
    ['nothing were cut', { kind: 'exact' }],
    ['products were aligned one by one', alignedTruncated(sum.fractionBits)],
    ...[2, 4].map(
      (parts): Named => [
        `groups were of ${sum.groupProducts / parts} products`,
        { ...sum, groupProducts: sum.groupProducts / parts },
      ],
    ),
  ];
}
