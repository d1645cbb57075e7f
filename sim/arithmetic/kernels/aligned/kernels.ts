/**
 * Which kernel a unit that aligns its terms runs in, decided from its fields: float32 lanes for few bits of 8-bit
 * operands and, sums in two parts, for float16; float64 lanes, two stages, groups, chains of fused multiply-adds; or why
 * in none.
 */
import {
  bitsOf,
  type FloatFormat,
  leastNormalExponent,
  maxFinite,
  minPositive,
} from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import {
  type AlignedSum,
  type DotProductUnit,
  type GroupedSum,
  type Promotion,
  resultFormat,
  type SumRule,
  type TwoStageSum,
} from '../../../../models/units/unit.js';
import { type Takes, takesWhere } from '../family.js';
import { fitsFloat64 } from '../scalar/range.js';
import { FINISH_NEAREST_16, FINISH_NEAREST_32, FINISH_TRUNCATED_32, SHORT_BITS } from '../shared/layout.js';

/** Kernels: aligned in float32 lanes, the same with split sums, in float64 lanes, two stages, groups, chains. */
export type AlignedKernel = 'alignedUnit' | 'splitUnit' | 'wideUnit' | 'twoStageUnit' | 'groupedUnit' | 'chainUnit';

export const FLOAT32_BIAS = 127;
const LEAST_NORMAL_EXPONENT = 1 - FLOAT32_BIAS;
/** Integers of float32 lanes stay below 2^22: 33 terms below 2^(F + 2). */
const MOST_NARROW_BITS = 14;
const STEP_SUMS: ReadonlySet<SumRule['kind']> = new Set(['aligned', 'two-stage', 'grouped']);
/** Mantissa bits of two operands, of fp8. */
const MOST_NARROW_MANTISSA_BITS = 6;
/** Integers of float64 lanes stay below 2^53: 33 terms below 2^(F + 2), and a float32's ten bits beside. */
const MOST_WIDE_BITS = 35;
const MOST_PRODUCTS = 32;
/** Terms below 2^(F + 2) that float32 holds, 33 of them below 2^34. */
const MOST_SPLIT_BITS = 25;
/** Bits below a product sum's unit: low parts, 33 times 2^11, stay below 2^24 beside 2^15 of the high parts'. */
const MOST_KEPT_BITS = 7;
/** Panels of four lines are packed sixteen codes at a time. */
const SPLIT_PRODUCTS = 4;
/** Operand exponents whose sums fit 8-bit lanes beside the one that stands for zero. */
const NARROW_EXPONENT = 15;
/** Sums of scales beside which exponents of operands and accumulator fit 16-bit lanes. */
const MOST_SCALE_SUM = 64;
/** Largest block scale, and one over the least. */
const MOST_BLOCK_SCALE = 2 ** 127;
/** Mantissa bits that only truncation in float32 lanes keeps. */
const SHORT_FLOAT32 = 13;

/** The kernel of a unit, or the reason why there is none. */
export function alignedKernel(unit: DotProductUnit): AlignedKernel | { readonly no: string } {
  const takes = unit.productsPerStep === 1 ? takesChain(unit) : takesSteps(unit);
  if (takes !== 'yes') return takes;
  if (unit.productsPerStep === 1) return 'chainUnit';
  if (isSplitUnit(unit)) return 'splitUnit';
  if (unit.sum.kind === 'two-stage') return 'twoStageUnit';
  if (unit.sum.kind === 'grouped') return 'groupedUnit';
  return isNarrowUnit(unit) ? 'alignedUnit' : 'wideUnit';
}

/** Whether a kernel works in float32 lanes; the others in float64's. */
export function isInSingles(kernel: AlignedKernel): boolean {
  return kernel === 'alignedUnit' || kernel === 'splitUnit';
}

/**
 * Exponent of the least accumulators, other than zero, of kernels in float32 lanes: it over 2^F is a normal number,
 * and without products it is farther from a zero sum than 2^12 of a second stage's multiples. Undefined: any.
 */
export function leastAccumulatorOf(kernel: AlignedKernel): number | undefined {
  if (kernel === 'alignedUnit') return MOST_NARROW_BITS + LEAST_NORMAL_EXPONENT;
  return kernel === 'splitUnit' ? MOST_SPLIT_BITS + LEAST_NORMAL_EXPONENT : undefined;
}

function operandsOf({ aFormat, bFormat }: DotProductUnit): FloatFormat[] {
  return [aFormat, bFormat].map((name) => resolveFloatFormat(name, 'unit'));
}

function fitsScales({ scaleRange }: DotProductUnit): readonly [boolean, string] {
  const fits = scaleRange.every((scaleSum) => Math.abs(scaleSum) <= MOST_SCALE_SUM);
  return [fits, `its sums of scales reach beyond ±${MOST_SCALE_SUM}`];
}

/** One product a rounding, to nearest even, into a format whose sums' results the kernel can write. */
function takesChain(unit: DotProductUnit): Takes {
  const { sum, accumulator, promotion, stepsPerRounding } = unit;
  const format = resolveFloatFormat(accumulator.format, 'accumulator');
  const result = resultFormat(unit);
  // To nearest even both give infinity.
  const isInfinite = accumulator.overflow === 'ieee' || accumulator.overflow === 'infinity';
  const isIeee = isInfinite && accumulator.zero === 'ieee';
  const isWhole = accumulator.mantissaBits === format.mantissaBits && format.mantissaBits <= 23;
  return takesWhere(
    [sum.kind === 'exact' && stepsPerRounding === 1, 'its single products are not added exactly and rounded each'],
    [accumulator.rounding === 'nearest-even', `it rounds ${accumulator.rounding}`],
    [isIeee, 'its zeros or overflow are not those of IEEE 754'],
    [isWhole && format.exponentBits > 0 && format.zero, `its accumulator is no whole ${accumulator.format}`],
    [result === 'float32' || (result === 'float16' && promotion === undefined), `its results are ${result}`],
    [operandsOf(unit).every(isFloat32), `${unit.aFormat} × ${unit.bFormat} is not within float32`],
    [unit.blockScale === undefined, 'it has block scales'],
    fitsScales(unit),
  );
}

function takesSteps(unit: DotProductUnit): Takes {
  const { sum, accumulator, stepsPerRounding, promotion, blockScale, productsPerStep } = unit;
  const isPositive = accumulator.overflow === 'infinity' && accumulator.zero === 'positive';
  const finish = finishOf(unit);
  const common = takesWhere(
    [STEP_SUMS.has(sum.kind), `its sums are ${sum.kind}, not aligned`],
    [stepsPerRounding === 1, `it rounds after ${stepsPerRounding} steps, not after each`],
    [promotion === undefined || isWholeSteps(unit, promotion), 'it promotes amid a step, or not into float32'],
    [
      blockScale === undefined || sum.kind === 'grouped' || fitsBlocks(unit),
      'its block scales are no powers of two of whole steps of 8-bit codes',
    ],
    [isPositive, 'its zeros or overflow have another rule than +0 and Inf'],
    [sum.kind === 'grouped' || productsPerStep <= MOST_PRODUCTS, `${productsPerStep} products a step`],
    [
      operandsOf(unit).every(fitsFloat32),
      `${unit.aFormat} × ${unit.bFormat} has more than ten bits or float32’s range`,
    ],
    [
      finish !== undefined,
      `no kernel rounds ${accumulator.rounding} into ${accumulator.mantissaBits} bits of ${accumulator.format}`,
    ],
    fitsScales(unit),
  );
  if (common !== 'yes') return common;
  if (sum.kind === 'two-stage') {
    return takesWhere(
      [sum.order !== 'even-odd' || productsPerStep % 2 === 0, 'an odd number of products has no halves'],
      [accumulator.rounding === 'nearest-even', `it rounds ${accumulator.rounding}`],
    );
  }
  if (sum.kind === 'grouped') return takesGroups(unit, sum);
  return sum.kind === 'aligned' ? takesAligned(unit, sum) : { no: `its sums are ${sum.kind}` };
}

/** Block scales that exponents of steps hold, in float64 lanes. */
function fitsBlocks(unit: DotProductUnit): boolean {
  const { blockScale, productsPerStep, sum } = unit;
  if (blockScale === undefined || sum.kind !== 'aligned' || isNarrowUnit(unit)) return false;
  const scale = resolveFloatFormat(blockScale.format, 'scale');
  const isPower = scale.mantissaBits === 0 && !scale.zero && scale.infinities === 'none' && bitsOf(scale) <= 8;
  const isInRange = maxFinite(scale) <= MOST_BLOCK_SCALE && minPositive(scale) >= 1 / MOST_BLOCK_SCALE;
  return isPower && isInRange && blockScale.block % productsPerStep === 0 && operandsOf(unit).every(isNarrow);
}

function takesAligned(unit: DotProductUnit, sum: AlignedSum): Takes {
  const { mantissaBits } = unit.accumulator;
  return takesWhere(
    [sum.cut === 'truncate', `it cuts by ${sum.cut}`],
    [sum.accumulatorAligned === 'with-products', 'its accumulator is aligned after the products'],
    [sum.productExponent === 'operands', 'its product exponents are those of leading bits'],
    [sum.subnormals === 'least-exponent', 'its subnormals are normalised'],
    [sum.zeroProducts === 'left-out', 'its zero products take part in the alignment'],
    [sum.fractionBits >= mantissaBits, `it keeps ${sum.fractionBits} bits, fewer than its accumulator`],
    [sum.fractionBits <= MOST_WIDE_BITS, `it keeps ${sum.fractionBits} bits`],
    [mantissaBits !== SHORT_FLOAT32 || isNarrowUnit(unit), `${SHORT_FLOAT32} bits of a float32 of wide sums`],
  );
}

/** Groups whose sums 16-bit integers form, in scales that float64 aligns without error. */
function takesGroups(unit: DotProductUnit, { groupProducts }: GroupedSum): Takes {
  const { blockScale, accumulator, scaleRange } = unit;
  const scale = blockScale === undefined ? undefined : resolveFloatFormat(blockScale.format, 'scale');
  const multiples = operandsOf(unit).map((format) => maxFinite(format) / minPositive(format));
  const isShort = multiples.every((multiple) => multiple < 2 ** SHORT_BITS);
  const sum = multiples.reduce((all, multiple) => all * multiple, groupProducts);
  return takesWhere(
    [groupProducts % 2 === 0, `its groups have ${groupProducts} products`],
    [isShort && sum < 2 ** 31, 'its groups reach beyond integers of 32 bits'],
    [
      operandsOf(unit).every(({ infinities, nan }) => infinities === 'none' && nan === 'none'),
      'its operands have NaN or infinities',
    ],
    [
      blockScale === undefined || blockScale.block % groupProducts === 0,
      `its groups of ${groupProducts} are not of one block`,
    ],
    [
      scale === undefined || (scale.infinities === 'none' && bitsOf(scale) <= 8),
      'its block scales are infinite or wide',
    ],
    [accumulator.mantissaBits !== SHORT_FLOAT32, `${SHORT_FLOAT32} bits of a float32 of wide sums`],
    [scaleRange.every((scaleSum) => fitsFloat64(unit, scaleSum)), 'its sums reach beyond float64'],
  );
}

/** Whether float32 lanes hold the sums. */
function isNarrowUnit(unit: DotProductUnit): boolean {
  const { sum } = unit;
  const operands = operandsOf(unit);
  const mantissaBits = operands.reduce((total, format) => total + format.mantissaBits, 0);
  const isFew = sum.kind === 'aligned' && sum.fractionBits <= MOST_NARROW_BITS;
  return (
    isFew &&
    mantissaBits <= MOST_NARROW_MANTISSA_BITS &&
    operands.every(isNarrow) &&
    finishOf(unit) !== FINISH_NEAREST_32
  );
}

/** Whether float32 lanes hold the sums in two parts. */
function isSplitUnit(unit: DotProductUnit): boolean {
  const { sum, aFormat, bFormat, productsPerStep } = unit;
  const isFloat16 = aFormat === 'float16' && bFormat === 'float16';
  if (!isFloat16 || productsPerStep % SPLIT_PRODUCTS !== 0) return false;
  if (sum.kind === 'two-stage') return fitsStages(sum) && finishOf(unit) === FINISH_NEAREST_32;
  return sum.kind === 'aligned' && sum.fractionBits <= MOST_SPLIT_BITS;
}

/** Whether the second stage's integers, and what is lost of their high parts, are exact in float32. */
function fitsStages({ productBits, sumBits, accumulatorBits, order, accumulatorReach }: TwoStageSum): boolean {
  const kept = sumBits - productBits;
  const isFew = productBits <= MOST_SPLIT_BITS && accumulatorBits <= MOST_SPLIT_BITS && accumulatorBits <= sumBits;
  return isFew && kept >= 0 && kept <= MOST_KEPT_BITS && order === 'in-sequence' && accumulatorReach === undefined;
}

/** Steps end where chains do, and chains go into float32. */
function isWholeSteps({ productsPerStep }: DotProductUnit, { products, format }: Promotion): boolean {
  return products % productsPerStep === 0 && format === 'float32';
}

/** float32 itself, or a format within it. */
function isFloat32(format: FloatFormat): boolean {
  return format.name === 'float32' || fitsFloat32(format);
}

/** Every value of the format is a float32 of few bits. */
function fitsFloat32(format: FloatFormat): boolean {
  return format.zero && maxFinite(format) < 2 ** 128 && minPositive(format) >= 2 ** -149 && format.mantissaBits <= 10;
}

/** An 8-bit format whose exponents fit 8-bit lanes. */
export function isNarrow(format: FloatFormat): boolean {
  return (
    bitsOf(format) <= 8 &&
    leastNormalExponent(format) >= -NARROW_EXPONENT &&
    maxFinite(format) < 2 ** (NARROW_EXPONENT + 1)
  );
}

/** How results are rounded, for the kernels; undefined where none does it. */
export function finishOf({ accumulator }: DotProductUnit): number | undefined {
  const { format, rounding, mantissaBits } = accumulator;
  const isKept = mantissaBits === 23 || mantissaBits === SHORT_FLOAT32;
  if (format === 'float32' && rounding === 'toward-zero' && isKept) return FINISH_TRUNCATED_32;
  if (format === 'float32' && rounding === 'nearest-even' && mantissaBits === 23) return FINISH_NEAREST_32;
  if (format === 'float16' && rounding === 'nearest-even' && mantissaBits === 10) return FINISH_NEAREST_16;
  return undefined;
}
