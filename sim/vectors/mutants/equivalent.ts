/**
 * Mutants that give the unit's answers on every input, each with the reason: no row can tell them apart. What is not
 * shown here to be equal has to be killed.
 */
import {
  bitsOf,
  type FloatFormat,
  leastNormalExponent,
  maxFinite,
  maxFiniteExponent,
} from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import type { Mutant } from './mutant.js';

type Rule = (unit: DotProductUnit, mutant: Mutant) => string | undefined;

/** Why no input tells the mutant apart; undefined where that is not shown. */
export function whyEquivalent(unit: DotProductUnit, mutant: Mutant): string | undefined {
  for (const rule of RULES) {
    const why = rule(unit, mutant);
    if (why !== undefined) return why;
  }
  return undefined;
}

const sameOverflow: Rule = (unit, { fault }) => {
  if (fault.at !== 'unit' || !differsIn(unit, fault.unit, 'overflow')) return undefined;
  const { overflow, rounding } = unit.accumulator;
  const pair = [overflow, fault.unit.accumulator.overflow];
  if (!pair.includes('infinity') || !pair.includes('ieee')) return undefined;
  if (rounding.startsWith('nearest')) return 'the two rules differ in directed rounding alone';
  return neverOverflows(unit) ? 'no sum of products overflows this accumulator' : undefined;
};

const sameZeros: Rule = (unit, { fault }) => {
  if (fault.at !== 'unit' || !differsIn(unit, fault.unit, 'zero')) return undefined;
  const pair = [unit.accumulator.zero, fault.unit.accumulator.zero];
  if (!accumulatorOf(unit).negativeZero) return 'the accumulator’s format has no −0';
  if (pair.includes('ieee') && !hasPositiveZeroSums(unit)) return undefined;
  if (!pair.includes('positive')) return 'an exact sum of zero has no sign in this unit';
  return neverUnderflows(unit) ? 'no sum rounds to zero: every term is a multiple of the least result' : undefined;
};

const sameRoundings: Rule = (unit, { fault }) => {
  if (fault.at !== 'unit' || unit.sum.kind !== 'aligned') return undefined;
  if (!isSameBut(unit, fault.unit, 'stepsPerRounding')) return undefined;
  const { cut, fractionBits, accumulatorAligned } = unit.sum;
  const { rounding, mantissaBits } = unit.accumulator;
  const cutsAlone = cut === 'truncate' && accumulatorAligned === 'with-products' && rounding === 'toward-zero';
  if (!cutsAlone || mantissaBits < fractionBits || !neverOverflows(unit) || !neverUnderflows(unit)) return undefined;
  return 'truncating to the accumulator’s bits and then at F bits is truncating at F bits: the first takes no bit that the second leaves';
};

/** The order of products that are added exactly between two roundings. */
const sameOrder: Rule = (unit, { fault }) => {
  if (fault.at !== 'unit' || unit.sum.kind !== 'exact' || unit.stepsPerRounding === 'all') return undefined;
  const dealt = fault.unit.interleave?.products;
  if (dealt === undefined || !isSameBut(unit, fault.unit, 'interleave')) return undefined;
  const isWhole = (unit.productsPerStep * unit.stepsPerRounding) % dealt === 0;
  return isWhole ? 'products change places within one rounding alone, between which sums are exact' : undefined;
};

/** One product and the accumulator, to nearest-even: what is cut this far below is less than half of what decides. */
const sameFarCut: Rule = (unit, { fault }) => {
  const { sum, accumulator, productsPerStep, stepsPerRounding } = unit;
  const isOne = sum.kind === 'exact' && productsPerStep === 1 && stepsPerRounding === 1;
  if (fault.at !== 'unit' || !isOne || accumulator.rounding !== 'nearest-even') return undefined;
  const bits = operands(unit).reduce((total, { mantissaBits }) => total + mantissaBits + 1, 0);
  if (bits > accumulator.mantissaBits + 2 || !isSameBut(unit, fault.unit, 'sum')) return undefined;
  const enough = Math.max(2 * accumulator.mantissaBits + 2, accumulator.mantissaBits + bits + 1);
  const kept =
    fault.unit.sum.kind === 'aligned' ? fault.unit.sum.fractionBits : fault.unit.sum.kind === 'float32' ? 23 - 2 : 0;
  return kept >= enough
    ? `a product of ${bits} bits and a partial sum of ${accumulator.mantissaBits + 1}: a term that is cut ${enough} bits below is less than half of the last bit, and moves no result`
    : undefined;
};

const sameDoubleRounding: Rule = (unit, { fault }) => {
  if (fault.at !== 'unit' || fault.unit.sum.kind !== 'float32' || unit.stepsPerRounding !== 1) return undefined;
  const { format, mantissaBits, rounding } = unit.accumulator;
  if (unit.sum.kind !== 'exact' || format !== 'float32' || mantissaBits !== 23 || rounding !== 'nearest-even')
    return undefined;
  return 'a number of float32 rounded to float32 is itself';
};

/** What raises a product’s exponent matters only where a term is cut below it. */
const sameExponents: Rule = (unit, { fault }) => {
  if (fault.at !== 'unit' || unit.operandsAs === undefined) return undefined;
  const isConversion = isSameBut(unit, fault.unit, 'operandsAs');
  const isSubnormal = isSameBut(unit, fault.unit, 'sum') && changesSubnormals(unit, fault.unit);
  const least = leastNormalExponent(resolveFloatFormat(unit.operandsAs, 'operands'));
  const own = operands(unit);
  if (isConversion && own.every((format) => leastNormalExponent(format) === least)) {
    return 'the operands’ formats have the exponents of the one that they are converted into';
  }
  if (isSubnormal === 'subnormals' && own.every((format) => finestOf(format) >= least)) {
    return 'every operand is normal in the format that it is converted into';
  }
  if (!isConversion && isSubnormal !== 'zeros') return undefined;
  return cutsNothing(unit, isConversion ? Math.max(...own.map(leastNormalExponent)) : least)
    ? 'below a product with a zero or a subnormal operand F bits reach the last bit of every product'
    : undefined;
};

const sameRange: Rule = (unit, { fault }) => {
  if (fault.at !== 'unit' || unit.promotion === undefined) return undefined;
  const { accumulator: own, ...others } = unit;
  const { accumulator: other, ...changed } = fault.unit;
  const isFormat =
    own.format !== other.format && JSON.stringify({ ...other, format: own.format }) === JSON.stringify(own);
  if (!isFormat || JSON.stringify(others) !== JSON.stringify(changed)) return undefined;
  const hasInfinities = operands(unit).some(({ infinities }) => infinities !== 'none');
  const holds = [unit, fault.unit].every((each) => neverOverflows(each) && neverUnderflows(each));
  return holds && !hasInfinities ? 'partial sums reach neither end of either format' : undefined;
};

/** By the fault's name: those behind the sum, of the accumulator, and of scales. */
const sameSpecials: Rule = (unit, { name }) => {
  const { accumulator, blockScale, promotion } = unit;
  const noMinusZero =
    accumulator.zero === 'positive' || (accumulator.zero === 'signed-underflow' && neverUnderflows(unit));
  const chainNoMinusZero = promotion !== undefined && (!accumulatorOf(unit).negativeZero || neverUnderflows(unit));
  if (name === 'no result were −0' && (noMinusZero || chainNoMinusZero)) return 'the unit gives no −0';
  if (/^bit \d+ of scales/.test(name) && blockScale !== undefined) {
    const scale = resolveFloatFormat(blockScale.format, 'scale');
    if (scale.signed && name.startsWith(`bit ${bitsOf(scale) - 1} `)) return 'the sign of a scale does not count';
  }
  if (/^subnormal(s of c| results)/.test(name) && leavesOutSubnormals(unit)) {
    return 'a group counts by its scales’ exponents, the least of which is more than F bits above every subnormal';
  }
  if (accumulator.overflow !== 'nan') return undefined;
  if (/^(signalling )?NaN of [abc] were infinities$/.test(name)) return 'an infinite sum is NaN in this unit';
  return name === 'infinities were the largest number' ? 'the unit gives no infinity' : undefined;
};

/** Faults that flush what the unit flushes itself. */
const sameFlushes: Rule = (unit, { name }) => {
  if (unit.sum.kind !== 'pairwise' || unit.sum.subnormals !== 'flushed') return undefined;
  if (/^subnormals of [ab] were zero$/.test(name)) return 'the unit takes subnormal operands as zero';
  if (unit.promotion !== undefined) return undefined;
  if (name === 'subnormals of c were zero') return 'the unit takes a subnormal accumulator as zero';
  if (name === 'no result were −0' && neverUnderflows(unit)) return 'the unit gives no −0';
  return name === 'subnormal results were zero' ? 'the unit gives no subnormal' : undefined;
};

const RULES: readonly Rule[] = [
  sameOverflow,
  sameZeros,
  sameRoundings,
  sameOrder,
  sameFarCut,
  sameDoubleRounding,
  sameExponents,
  sameRange,
  sameSpecials,
  sameFlushes,
];

function differsIn(unit: DotProductUnit, changed: DotProductUnit, field: 'overflow' | 'zero'): boolean {
  const back = { ...changed, accumulator: { ...changed.accumulator, [field]: unit.accumulator[field] } };
  return JSON.stringify(back) === JSON.stringify(unit);
}

function isSameBut(unit: DotProductUnit, changed: DotProductUnit, field: keyof DotProductUnit): boolean {
  const without = ({ [field]: _, ...others }: DotProductUnit) => JSON.stringify(others);
  return without(unit) === without(changed) && JSON.stringify(unit) !== JSON.stringify(changed);
}

/** Which exponents a changed sum has otherwise. */
function changesSubnormals({ sum: own }: DotProductUnit, { sum }: DotProductUnit): 'subnormals' | 'zeros' | undefined {
  if (own.kind !== 'aligned' || sum.kind !== 'aligned') return undefined;
  if (JSON.stringify({ ...sum, subnormals: own.subnormals }) === JSON.stringify(own)) return 'subnormals';
  return JSON.stringify({ ...sum, zeroProducts: own.zeroProducts }) === JSON.stringify(own) ? 'zeros' : undefined;
}

/** Whether nothing is cut below the largest product with an operand of the exponent `least`: chains start from zero. */
function cutsNothing(unit: DotProductUnit, least: number): boolean {
  if (unit.sum.kind !== 'aligned' || unit.promotion === undefined) return false;
  const formats = operands(unit);
  const largest = least + Math.max(...formats.map(maxFiniteExponent));
  return largest - unit.sum.fractionBits <= formats.reduce((total, format) => total + finestOf(format), 0);
}

/** Whether the exact sum of zeros is +0 whatever their signs: sums of integers, which have one zero. */
function hasPositiveZeroSums(unit: DotProductUnit): boolean {
  const { sum, promotion } = unit;
  const isInteger = sum.kind === 'two-stage' || sum.kind === 'grouped';
  // From +0, and never below it to a zero.
  if (sum.kind === 'pairwise') return sum.subnormals === 'flushed' && neverUnderflows(unit);
  const startsFromZero = promotion !== undefined;
  return isInteger || startsFromZero || (sum.kind === 'aligned' && sum.accumulatorAligned === 'with-products');
}

function operands(unit: DotProductUnit): readonly FloatFormat[] {
  return [resolveFloatFormat(unit.aFormat, 'a'), resolveFloatFormat(unit.bFormat, 'b')];
}

function accumulatorOf({ accumulator }: DotProductUnit): FloatFormat {
  return resolveFloatFormat(accumulator.format, 'accumulator');
}

function scalesOf({ blockScale }: DotProductUnit): readonly FloatFormat[] {
  const scale = blockScale === undefined ? undefined : resolveFloatFormat(blockScale.format, 'scale');
  return scale === undefined ? [] : [scale, scale];
}

/** Exponent of the last bit of the least values. */
function finestOf(format: FloatFormat): number {
  return leastNormalExponent(format) - format.mantissaBits;
}

/**
 * The products at their largest: of a step beside half a last bit of the largest accumulator; of a whole chain that
 * starts from zero below the largest accumulator.
 */
function neverOverflows(unit: DotProductUnit): boolean {
  const { accumulator, promotion, productsPerStep } = unit;
  const format = accumulatorOf(unit);
  const one = [...operands(unit), ...scalesOf(unit)].reduce((product, operand) => product * maxFinite(operand), 1);
  if (promotion !== undefined) return one * promotion.products < maxFinite(format) / 2;
  const isWhole = accumulator.mantissaBits === format.mantissaBits || accumulator.rounding === 'toward-zero';
  return isWhole && one * productsPerStep < 2 ** (maxFiniteExponent(format) - format.mantissaBits - 1);
}

/** Whether every product and every accumulator is a multiple of the accumulator's least value. */
function neverUnderflows(unit: DotProductUnit): boolean {
  const { accumulator, promotion, sum } = unit;
  const format = accumulatorOf(unit);
  const least = leastNormalExponent(format) - (format.subnormals ? accumulator.mantissaBits : 0);
  const products = [...operands(unit), ...scalesOf(unit)].reduce((total, operand) => total + finestOf(operand), 0);
  if (sum.kind === 'pairwise') return isFarAbove(unit, products);
  if (promotion !== undefined) return products >= least;
  const kept = sum.kind === 'aligned' ? Math.min(sum.fractionBits, accumulator.mantissaBits) : format.mantissaBits;
  return products >= least && leastNormalExponent(format) - kept >= least;
}

/**
 * Pairs in float32: a sum that is not zero is no smaller than the last bit of its products, or of an accumulator half as
 * large as they are. Only where subnormals are flushed are operands normal, and products no smaller than they seem.
 */
function isFarAbove(unit: DotProductUnit, products: number): boolean {
  const { sum, accumulator } = unit;
  const isFlushed = sum.kind === 'pairwise' && sum.subnormals === 'flushed';
  return isFlushed && products - accumulator.mantissaBits - 1 >= leastNormalExponent(accumulatorOf(unit));
}

/** NVFP4: a group counts by its scales alone, even where it is zero. */
function leavesOutSubnormals(unit: DotProductUnit): boolean {
  if (unit.sum.kind !== 'grouped' || unit.promotion !== undefined) return false;
  const scales = scalesOf(unit).reduce((total, scale) => total + leastNormalExponent(scale), 0);
  return scales - unit.sum.fractionBits > leastNormalExponent(accumulatorOf(unit));
}
