/**
 * Whether the parameters of a unit fit together: what no preset breaks and a unit from a file can.
 */
import { bitsOf, type FloatFormat, leastNormalExponent, maxFinite, minPositive, nanCode } from '../formats/format.js';
import { resolveFloatFormat } from '../formats/resolve.js';
import { InputError, shown } from '../input-error.js';
import { isStochastic } from '../rounding.js';
import type { Accumulator, DotProductUnit } from './unit.js';

/**
 * @param where file that the unit stands in; errors add the field
 * @throws InputError for an unknown format, or fields that contradict each other
 */
export function checkUnit(unit: DotProductUnit, where: string): void {
  const { accumulator, promotion, blockScale, scaleRange } = unit;
  resolveFloatFormat(unit.aFormat, `${where} aFormat`);
  resolveFloatFormat(unit.bFormat, `${where} bFormat`);
  const format = resolveFloatFormat(accumulator.format, `${where} accumulator.format`);
  checkAccumulator(accumulator, format, `${where} accumulator`);
  checkConversion(unit, where);
  checkSum(unit, where);
  checkInterleave(unit, where);
  if (blockScale !== undefined) resolveFloatFormat(blockScale.format, `${where} blockScale.format`);
  if (promotion !== undefined) {
    const register = resolveFloatFormat(promotion.format, `${where} promotion.format`);
    checkNan(accumulator, register, `${where} promotion.format`);
    if (promotion.products % unit.productsPerStep !== 0) {
      refuse(`${where} promotion.products`, `whole steps of ${unit.productsPerStep} products`, promotion.products);
    }
  }
  if (scaleRange[0] > scaleRange[1])
    refuse(`${where} scaleRange`, 'the least sum before the largest', scaleRange.join(', '));
}

function checkAccumulator(accumulator: Accumulator, format: FloatFormat, where: string): void {
  const { mantissaBits, rounding, randomBits } = accumulator;
  if (bitsOf(format) < 8 || !format.signed || !format.zero) {
    refuse(`${where}.format`, 'a signed format of at least 8 bits that has a zero', format.name);
  }
  if (mantissaBits > format.mantissaBits) {
    refuse(`${where}.mantissaBits`, `at most the ${format.mantissaBits} of ${format.name}`, mantissaBits);
  }
  if (isStochastic(rounding) !== randomBits > 0) {
    refuse(
      `${where}.randomBits`,
      isStochastic(rounding) ? `at least 1 for ${rounding}` : `0 for ${rounding}`,
      randomBits,
    );
  }
  checkNan(accumulator, format, `${where}.format`);
}

/** Every accumulator writes NaN; all bits below the sign are one only where that is a NaN. */
function checkNan({ nan }: Accumulator, format: FloatFormat, where: string): void {
  if (nanCode(format, false) === undefined) refuse(where, 'a format with a NaN', format.name);
  const isTop = format.nan === 'ieee' || format.nan === 'all-ones';
  if (nan === 'all-ones' && !(isTop && format.signed))
    refuse(where, 'a format whose top code is NaN, for nan all-ones', format.name);
}

/** Every value of the operands must be one of the format that they are converted into. */
function checkConversion({ aFormat, bFormat, operandsAs }: DotProductUnit, where: string): void {
  if (operandsAs === undefined) return;
  const into = resolveFloatFormat(operandsAs, `${where} operandsAs`);
  for (const name of [aFormat, bFormat]) {
    if (!holdsEvery(into, resolveFloatFormat(name, where))) {
      refuse(`${where} operandsAs`, `a format that has every value of ${name}`, operandsAs);
    }
  }
}

function holdsEvery(into: FloatFormat, format: FloatFormat): boolean {
  const unit = (of: FloatFormat) => leastNormalExponent(of) - of.mantissaBits;
  const isFiner = into.subnormals ? unit(into) <= unit(format) : minPositive(into) <= minPositive(format);
  const hasSpecials =
    (format.nan === 'none' || into.nan !== 'none') && (format.infinities === 'none' || into.infinities !== 'none');
  const hasZeros = (!format.zero || into.zero) && (!format.negativeZero || into.negativeZero);
  const isWide = into.mantissaBits >= format.mantissaBits && maxFinite(into) >= maxFinite(format);
  return isFiner && isWide && hasSpecials && hasZeros && (!format.signed || into.signed);
}

/** Whole steps, which take whole shares of whole groups. Scales of blocks go by the order of K. */
function checkInterleave({ productsPerStep, interleave, blockScale }: DotProductUnit, where: string): void {
  if (interleave === undefined) return;
  const { products, group } = interleave;
  if (products % productsPerStep !== 0) {
    refuse(`${where} interleave.products`, `whole steps of ${productsPerStep} products`, products);
  }
  const steps = products / productsPerStep;
  if (group % steps !== 0 || products % group !== 0) {
    const expected = `a multiple of ${steps} steps that divides ${products} products`;
    refuse(`${where} interleave.group`, expected, group);
  }
  if (blockScale !== undefined) refuse(`${where} interleave`, 'none beside blockScale', 'some');
}

function checkSum({ sum, productsPerStep, blockScale }: DotProductUnit, where: string): void {
  if (sum.kind === 'two-stage' && sum.order === 'even-odd' && productsPerStep % 2 !== 0) {
    refuse(`${where} productsPerStep`, 'an even number of products for order even-odd', productsPerStep);
  }
  if (sum.kind === 'pairwise' && blockScale !== undefined)
    refuse(`${where} blockScale`, 'none beside pairwise sums', 'some');
  if (sum.kind !== 'grouped') return;
  if (productsPerStep % sum.groupProducts !== 0) {
    refuse(`${where} productsPerStep`, `whole groups of ${sum.groupProducts} products`, productsPerStep);
  }
  if (blockScale !== undefined && blockScale.block % sum.groupProducts !== 0) {
    refuse(`${where} blockScale.block`, `whole groups of ${sum.groupProducts} products`, blockScale.block);
  }
}

function refuse(where: string, expected: string, got: string | number): never {
  throw new InputError(where, expected, typeof got === 'string' ? shown(got) : String(got));
}
