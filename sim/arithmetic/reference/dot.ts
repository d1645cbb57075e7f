/**
 * A dot-product unit on exact numbers: the plain reference that every fast twin is compared with.
 * A chain of steps: products exactly, dealt out to the steps in the unit's order, summed with the accumulator by the unit's rule, rounded once; promoted
 * units start a new chain every so many products and add its result into a float32 register.
 * The sums stand in files of their own: aligned.ts, two-stage.ts, grouped.ts, pairwise.ts.
 * Sources: models/units/*.
 */
import type { FloatFormat } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type {
  Accumulator,
  DotProductUnit,
  Interleave,
  PairwiseSum,
  Promotion,
  SumRule,
} from '../../../models/units/unit.js';
import { roundIntoAccumulator } from './accumulate.js';
import { sumAligned } from './aligned.js';
import { decode } from './convert.js';
import { type Dyadic, dyadicOf, floorLog2, sum } from './dyadic.js';
import { sumGrouped } from './grouped.js';
import { pairwiseTotal, sumPairwise, taken } from './pairwise.js';
import { type RandomBits, roundUnbounded } from './round.js';
import { canonicalNan, classOf, classOfSum, specialCode } from './specials.js';
import { type OperandFormats, operandTerm, type Product, productTerms, type Term, type TermFault } from './term.js';
import { sumTwoStage } from './two-stage.js';

/** Random bits of the rounding after a given step; only stochastic units ask. */
export type RandomSource = (step: number) => RandomBits;

export const NO_RANDOM: RandomSource = () => ({ bits: 0, value: 0 });

/** Codes of the scales of blocks of `block` operands along the depth. */
export interface BlockScales {
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
  readonly block: number;
}

const FLOAT32 = resolveFloatFormat('float32', 'internal');
const NO_RANDOM_BITS: RandomBits = { bits: 0, value: 0 };

/**
 * d = c + 2^scaleSum · Σ a·b through the unit, in steps of `productsPerStep`; a short last step is filled
 * with zeros.
 *
 * @param a codes of the unit's aFormat; @param b as many codes of its bFormat
 * @param c code of the unit's result format
 * @param scaleSum sum of the operands' power-of-two scales, within the unit's range
 * @param scales for units with block scales; all scales are 1 unless given
 * @param fault planted between multipliers and adders, where a test wants one
 * @returns a code of the unit's result format; NaN as its canonical positive code
 */
export function dot(
  unit: DotProductUnit,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  c: number,
  scaleSum: number,
  random: RandomSource = NO_RANDOM,
  scales?: BlockScales,
  fault?: TermFault,
): number {
  const formats = fault === undefined ? formatsOf(unit) : { ...formatsOf(unit), fault };
  const products = productsOf(unit, formats, a, b, scales);
  if (unit.promotion === undefined) return chain(unit, formats, products, c, scaleSum, random);
  return promotedChains(unit, unit.promotion, formats, products, c, scaleSum, random);
}

/** Of the operands as they are multiplied, and of their codes, where they are converted before. */
interface UnitFormats extends OperandFormats {
  readonly codes: { readonly a: FloatFormat; readonly b: FloatFormat };
  readonly accumulator: FloatFormat;
}

function formatsOf(unit: DotProductUnit): UnitFormats {
  const { aFormat, bFormat, operandsAs } = unit;
  return {
    a: resolveFloatFormat(operandsAs ?? aFormat, 'aFormat'),
    b: resolveFloatFormat(operandsAs ?? bFormat, 'bFormat'),
    codes: { a: resolveFloatFormat(aFormat, 'aFormat'), b: resolveFloatFormat(bFormat, 'bFormat') },
    scale: unit.blockScale === undefined ? undefined : resolveFloatFormat(unit.blockScale.format, 'blockScale'),
    accumulator: resolveFloatFormat(unit.accumulator.format, 'accumulator'),
  };
}

/** The products' operands, filled up to whole steps and dealt out to them. A block scale's sign does not count. */
function productsOf(
  unit: DotProductUnit,
  formats: UnitFormats,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  scales: BlockScales | undefined,
): Product[] {
  const { codes } = formats;
  const whole = unit.interleave?.products ?? unit.productsPerStep;
  const length = Math.max(1, Math.ceil(a.length / whole)) * whole;
  const scaleAt = (side: ArrayLike<number> | undefined, i: number): number => {
    if (side === undefined || scales === undefined || formats.scale === undefined) return 1;
    const code = side[Math.floor(i / scales.block)];
    return code === undefined ? 1 : Math.abs(decode(formats.scale, code));
  };
  const products = Array.from({ length }, (_, i) => ({
    a: i < a.length ? decode(codes.a, a[i] as number) : 0,
    b: i < a.length ? decode(codes.b, b[i] as number) : 0,
    scaleA: scaleAt(scales?.a, i),
    scaleB: scaleAt(scales?.b, i),
  }));
  return unit.interleave === undefined ? products : dealt(products, unit.productsPerStep, unit.interleave);
}

/** Step by step: of every group of products in turn those that are the step's. */
export function dealt<Entry>(
  products: readonly Entry[],
  productsPerStep: number,
  { products: whole, group }: Interleave,
): Entry[] {
  const steps = whole / productsPerStep;
  const share = group / steps;
  const order: Entry[] = [];
  for (let first = 0; first < products.length; first += whole) {
    for (let step = 0; step < steps; step++) {
      for (let at = first + step * share; at < first + whole; at += group)
        order.push(...products.slice(at, at + share));
    }
  }
  return order;
}

/** From one rounding to the next, beginning at the code `c` of the accumulator. */
function chain(
  unit: DotProductUnit,
  formats: UnitFormats,
  products: readonly Product[],
  c: number,
  scaleSum: number,
  random: RandomSource,
): number {
  const { stepsPerRounding } = unit;
  const productsPerRounding = stepsPerRounding === 'all' ? products.length : unit.productsPerStep * stepsPerRounding;
  let partial = startOf(unit, formats, c);
  for (let first = 0; first < products.length; first += productsPerRounding) {
    const taken = products.slice(first, first + productsPerRounding);
    partial = accumulate(unit, formats, taken, partial, scaleSum, random(first / productsPerRounding));
  }
  return partial;
}

/** The accumulator's code as a chain begins with it. */
function startOf({ sum: rule }: DotProductUnit, { accumulator }: UnitFormats, c: number): number {
  const isZero = rule.kind === 'pairwise' && taken(rule, accumulator, decode(accumulator, c)) === 0;
  return isZero && rule.subnormals === 'flushed' ? 0 : c;
}

/** Steps of one rounding; between them the sum stays exact. */
function accumulate(
  unit: DotProductUnit,
  formats: UnitFormats,
  products: readonly Product[],
  partial: number,
  scaleSum: number,
  random: RandomBits,
): number {
  const { sum: rule } = unit;
  if (rule.kind === 'pairwise') return accumulatePairs(rule, unit, formats, products, partial, scaleSum, random);
  const c = decode(formats.accumulator, partial);
  const kind = classOfSum(unit, products, c);
  if (kind !== 'finite') return specialCode(unit.accumulator, formats.accumulator, kind);
  let running = operandTerm(formats.accumulator, c);
  for (let first = 0; first < products.length; first += unit.productsPerStep) {
    const step = products.slice(first, first + unit.productsPerStep);
    const value = sumOfStep(rule, formats, step, scaleSum, running);
    running = { value, exponent: value.significand === 0n ? 0 : floorLog2(value) };
  }
  return roundIntoAccumulator(unit.accumulator, formats.accumulator, running.value, random);
}

/** The same in pairs of float32, where the total of a step may be infinite or NaN. */
function accumulatePairs(
  rule: PairwiseSum,
  unit: DotProductUnit,
  formats: UnitFormats,
  products: readonly Product[],
  partial: number,
  scaleSum: number,
  random: RandomBits,
): number {
  const { accumulator, productsPerStep } = unit;
  const c = decode(formats.accumulator, partial);
  const totals: number[] = [];
  for (let first = 0; first < products.length; first += productsPerStep) {
    totals.push(pairwiseTotal(rule, formats, products.slice(first, first + productsPerStep), scaleSum));
  }
  const kind = classOf([c, ...totals].reduce((sum, term) => (Number.isFinite(term) ? sum : sum + term), 0));
  if (kind !== 'finite') return specialCode(accumulator, formats.accumulator, kind);
  const value = totals.reduce((sum, total) => sumPairwise(rule, formats.accumulator, total, sum), dyadicOf(c));
  return roundIntoAccumulator(accumulator, formats.accumulator, value, random);
}

function sumOfStep(
  rule: Exclude<SumRule, PairwiseSum>,
  formats: UnitFormats,
  products: readonly Product[],
  scaleSum: number,
  running: Term,
): Dyadic {
  switch (rule.kind) {
    case 'exact':
      return exactSum(formats, products, scaleSum, running);
    case 'float32':
      return roundUnbounded(exactSum(formats, products, scaleSum, running), FLOAT32, 'nearest-even', NO_RANDOM_BITS);
    case 'aligned':
      return sumAligned(rule, formats, products, scaleSum, running);
    case 'two-stage':
      return sumTwoStage(rule, formats, products, scaleSum, running);
    case 'grouped':
      return sumGrouped(rule, formats, products, scaleSum, running);
  }
}

function exactSum(formats: UnitFormats, products: readonly Product[], scaleSum: number, running: Term): Dyadic {
  return sum([...productTerms(formats, products, scaleSum).map(({ value }) => value), running.value]);
}

/** Chains of `products` products, each from +0, added one after the other into the register that starts with c. */
function promotedChains(
  unit: DotProductUnit,
  promotion: Promotion,
  formats: UnitFormats,
  products: readonly Product[],
  c: number,
  scaleSum: number,
  random: RandomSource,
): number {
  const format = resolveFloatFormat(promotion.format, 'promotion');
  const { mantissaBits } = format;
  const register: Accumulator = {
    ...unit.accumulator,
    format: promotion.format,
    mantissaBits,
    rounding: 'nearest-even',
    zero: 'ieee',
  };
  const roundingsPerChain = Math.ceil(
    promotion.products /
      (unit.stepsPerRounding === 'all' ? promotion.products : unit.productsPerStep * unit.stepsPerRounding),
  );
  let total = c;
  for (let first = 0; first < products.length; first += promotion.products) {
    const chained = products.slice(first, first + promotion.products);
    const roundings = (first / promotion.products) * roundingsPerChain;
    const partial = chain(unit, formats, chained, 0, scaleSum, (step) => random(roundings + step));
    total = addInto(register, format, decode(format, total), decode(formats.accumulator, partial));
  }
  return total;
}

function addInto(register: Accumulator, format: FloatFormat, x: number, y: number): number {
  const total = x + y;
  if (Number.isNaN(total)) return canonicalNan(format, register);
  if (!Number.isFinite(total)) return specialCode(register, format, total > 0 ? 'infinite' : '-infinite');
  return roundIntoAccumulator(register, format, sum([dyadicOf(x), dyadicOf(y)]), NO_RANDOM_BITS);
}
