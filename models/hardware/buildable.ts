/**
 * Which units become gates: what the generator of sim/gates/rtl takes, and what it leaves out, each in a sentence.
 * Left out: two-stage, grouped and pairwise sums, block scales, converted operands, interleaved products, promotion, sums over several steps, float32 inside a step,
 * rounded or floored alignment, accumulators other than IEEE 754's.
 */
import { bitsOf, type FloatFormat } from '../formats/format.js';
import { resolveFloatFormat } from '../formats/resolve.js';
import { InputError } from '../input-error.js';
import type { DotProductUnit, SumRule } from '../units/unit.js';
import type { FloatDatapath, HardwareUnit, IntegerDatapath } from './hardware-unit.js';

export const MOST_PRODUCTS = 64;
/** Registers between blocks: a unit of floats has eight to put them behind, one of integers three. */
export const MOST_STAGES = 8;
const MOST_INTEGER_STAGES = 3;
/** Formats of one side: a select port of so many bits is enough. */
const MOST_FORMATS = 4;
const ACCUMULATORS = ['float16', 'float32', 'bfloat16'];

/** @param where option or file that the unit comes from @throws InputError with what can be built */
export function checkBuildable({ datapath, pipelineStages }: HardwareUnit, where: string): void {
  const least = isGated(datapath) ? 2 : 1;
  const most = datapath.kind === 'float' ? MOST_STAGES : MOST_INTEGER_STAGES;
  if (pipelineStages < least || pipelineStages > most) {
    const why = least === 2 ? ', the first of which holds gated operands' : '';
    throw new InputError(where, `${least} to ${most} pipeline stages${why}`, String(pipelineStages));
  }
  if (datapath.kind === 'float') checkFloat(datapath, where);
  else checkInteger(datapath, where);
}

function isGated(datapath: FloatDatapath | IntegerDatapath): boolean {
  const zeroGating = datapath.kind === 'float' ? datapath.unit.zeroGating : datapath.zeroGating;
  return zeroGating === 'gated';
}

function checkFloat({ unit, aFormats, bFormats }: FloatDatapath, where: string): void {
  const refused = refusalOf(unit);
  if (refused !== undefined) throw new InputError(where, `a unit that can be built (${refused[0]})`, refused[1]);
  checkProducts(unit.productsPerStep, where);
  for (const name of [...aFormats, ...bFormats]) {
    const format = resolveFloatFormat(name, where);
    if (isOperand(format)) continue;
    throw new InputError(where, 'operands of at most 32 bits with a sign, a zero and an exponent field', name);
  }
  for (const formats of [aFormats, bFormats]) {
    if (formats.length >= 1 && formats.length <= MOST_FORMATS) continue;
    throw new InputError(where, `1 to ${MOST_FORMATS} formats a side`, String(formats.length));
  }
  const { format, mantissaBits } = unit.accumulator;
  if (unit.sum.kind !== 'exact' || mantissaBits === resolveFloatFormat(format, where).mantissaBits) return;
  throw new InputError(where, 'an exact sum into all mantissa bits of its accumulator', `${mantissaBits} of ${format}`);
}

function isOperand(format: FloatFormat): boolean {
  return format.signed && format.zero && format.subnormals && format.exponentBits > 0 && bitsOf(format) <= 32;
}

/** What can be built instead, and what stands in the way. */
function refusalOf(unit: DotProductUnit): readonly [string, string] | undefined {
  if (unit.promotion !== undefined) return ['one rounding a step, without promotion', 'promotion'];
  if (unit.operandsAs !== undefined)
    return ['operands that are multiplied as they come', `operands as ${unit.operandsAs}`];
  if (unit.interleave !== undefined) return ['products in the order of the depth', 'interleaved ones'];
  if (unit.blockScale !== undefined) return ['operands without block scales', 'block scales'];
  const { stepsPerRounding: steps } = unit;
  if (steps === 'all') return ['a rounding every step', 'one at the end of the whole dot product'];
  if (steps !== 1) return ['a rounding every step', `a rounding every ${steps} steps`];
  if (!ACCUMULATORS.includes(unit.accumulator.format)) {
    return [`accumulators ${ACCUMULATORS.join(', ')}`, unit.accumulator.format];
  }
  return refusalOfSum(unit.sum);
}

const SUMS = 'an exact sum, or one truncated below the largest exponent as NVIDIA’s';

function refusalOfSum(sum: SumRule): readonly [string, string] | undefined {
  if (sum.kind === 'exact') return undefined;
  if (sum.kind !== 'aligned') return [SUMS, `a sum of kind ${sum.kind}`];
  const { cut, accumulatorAligned, productExponent, subnormals } = sum;
  if (cut !== 'truncate') return [SUMS, `cut ${cut}`];
  if (accumulatorAligned !== 'with-products') return [SUMS, `an accumulator aligned ${accumulatorAligned}`];
  if (productExponent !== 'operands') return [SUMS, `a product exponent ${productExponent}`];
  return subnormals === 'least-exponent' ? undefined : [SUMS, `subnormals ${subnormals}`];
}

function checkInteger({ operandBits, accumulatorBits, productsPerStep }: IntegerDatapath, where: string): void {
  checkProducts(productsPerStep, where);
  if (operandBits < 2 || operandBits > 16) throw new InputError(where, 'operands of 2 to 16 bits', String(operandBits));
  if (accumulatorBits > 32 || accumulatorBits < 2 * operandBits) {
    throw new InputError(where, `an accumulator of ${2 * operandBits} to 32 bits`, String(accumulatorBits));
  }
}

function checkProducts(products: number, where: string): void {
  if (Number.isInteger(products) && products >= 1 && products <= MOST_PRODUCTS) return;
  throw new InputError(where, `1 to ${MOST_PRODUCTS} products a step`, String(products));
}
