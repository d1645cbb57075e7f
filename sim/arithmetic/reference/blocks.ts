/**
 * Blocks of values to a shared scale and element codes, and back.
 * Elements are rounded nearest-even and saturated, integers alike on both sides (MX leaves −2 of its int8 unused). A block with a NaN or an infinity has the scale NaN and zero
 * elements (OCP MX leaves this open). A quotient that float64 rounds is never moved onto a tie of an element:
 * values have 24 significant bits, scales at most 28.
 * Sources: OCP MX v1.0, 6.3; NVIDIA, "Introducing NVFP4" (2025): scale = amax / 6 in E4M3.
 */
import type { BlockFormat, BlockScaleRule } from '../../../models/formats/block-formats.js';
import { type FloatFormat, maxFinite, type NumberFormat, nanCode } from '../../../models/formats/format.js';
import { resolveFloatFormat, resolveFormat } from '../../../models/formats/resolve.js';
import { decode, encode } from './convert.js';
import { dyadicOf, floorLog2 } from './dyadic.js';
import { roundUnbounded } from './round.js';

export interface EncodedBlock {
  readonly scale: number;
  readonly elements: number[];
}

/** The smallest float32 above zero. */
const LEAST_FLOAT32 = 2 ** -149;
const RULE = { rounding: 'nearest-even', overflow: 'saturate' } as const;
/** Exponents of float64. */
const FLOAT64 = { ...resolveFloatFormat('float32', 'blocks'), exponentBits: 11, bias: 1023 };
/** Reach of E8M0. */
const SCALE_EXPONENT_LIMIT = 127;

/**
 * Codes of one block.
 *
 * @param values at most `format.block` float32 values
 * @param rule of the power-of-two scales; E4M3 scales are amax / largest element, nearest-even, whatever the rule
 * @param tensorScale a second scale that the block's scale is relative to (NVFP4's float32 per tensor); zero for a
 *   tensor of zeros
 * @throws RangeError for more values than a block has, or a tensor scale that is none for them
 */
export function encodeBlock(
  format: BlockFormat,
  values: readonly number[],
  rule: BlockScaleRule = 'floor',
  tensorScale = 1,
): EncodedBlock {
  const element = resolveFormat(format.element, format.name);
  const scaleFormat = resolveFloatFormat(format.scale, format.name);
  const amax = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  checkBlock(format, values.length, amax, tensorScale);
  if (!Number.isFinite(amax)) return { scale: nanCode(scaleFormat, false) ?? 0, elements: values.map(() => 0) };
  const scale = blockScaleCode(element, scaleFormat, amax === 0 ? 0 : amax / tensorScale, rule);
  const factor = decode(scaleFormat, scale) * tensorScale;
  return { scale, elements: values.map((value) => elementCode(element, factor === 0 ? 0 : value / factor)) };
}

function elementCode(element: NumberFormat, value: number): number {
  if (element.kind === 'float') return encode(element, value, RULE);
  const largest = maxFinite(element);
  return encode(element, Math.max(-largest, Math.min(largest, value)), RULE);
}

/**
 * The scale of a tensor whose blocks have scales with a mantissa: its largest finite magnitude over the largest block
 * scale times the largest element, in float32; 0 for a tensor of zeros.
 * Source: NVIDIA, "Introducing NVFP4" (2025): amax / (6 · 448).
 */
export function tensorScaleOf(format: BlockFormat, values: readonly number[]): number {
  return tensorScaleOfAmax(
    format,
    values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0),
  );
}

/** From the largest finite magnitude. */
export function tensorScaleOfAmax(format: BlockFormat, amax: number): number {
  const [element, scale] = [format.element, format.scale].map((name) => maxFinite(resolveFormat(name, format.name)));
  const rounded = Math.fround(amax / ((element as number) * (scale as number)));
  return amax > 0 && rounded === 0 ? LEAST_FLOAT32 : rounded;
}

function checkBlock({ name, block }: BlockFormat, length: number, amax: number, tensorScale: number): void {
  if (length > block) throw new RangeError(`${name}: expected at most ${block} values a block, got ${length}`);
  const isScale = Number.isFinite(tensorScale) && (tensorScale > 0 || (tensorScale === 0 && amax === 0));
  if (!isScale) throw new RangeError(`${name}: expected a finite tensor scale above zero, got ${tensorScale}`);
}

/** Values of one block. */
export function decodeBlock(format: BlockFormat, { scale, elements }: EncodedBlock, tensorScale = 1): number[] {
  const element = resolveFormat(format.element, format.name);
  const factor = decode(resolveFloatFormat(format.scale, format.name), scale) * tensorScale;
  return elements.map((code) => decode(element, code) * factor);
}

/** The code of a block's scale from its largest magnitude, relative to the tensor's scale. */
export function blockScaleCode(
  element: NumberFormat,
  scaleFormat: FloatFormat,
  amax: number,
  rule: BlockScaleRule,
): number {
  if (scaleFormat.mantissaBits > 0) return encode(scaleFormat, amax / maxFinite(element), RULE);
  if (amax === 0) return 0;
  const exponent = scaleExponent(element, amax, rule);
  return Math.max(-SCALE_EXPONENT_LIMIT, Math.min(SCALE_EXPONENT_LIMIT, exponent)) + scaleFormat.bias;
}

function scaleExponent(element: NumberFormat, amax: number, rule: BlockScaleRule): number {
  const largest = maxFinite(element);
  const largestExponent = floorLog2(dyadicOf(largest));
  const exponent = floorLog2(dyadicOf(amax)) - largestExponent;
  switch (rule) {
    case 'floor':
      return exponent;
    case 'nearest': {
      const rounded = roundUnbounded(dyadicOf(amax), wideOf(element), 'nearest-even', { bits: 0, value: 0 });
      return floorLog2(rounded) - largestExponent;
    }
    case 'up':
      return amax <= largest * 2 ** exponent ? exponent : exponent + 1;
    case 'ceil':
      return amax === 2 ** (exponent + largestExponent) ? exponent : exponent + 1;
    case 'midmax':
      return amax <= ((largest + 2 ** (largestExponent + 1)) / 2) * 2 ** exponent ? exponent : exponent + 1;
  }
}

/** Significands of the element, an integer's of one binade, with exponents that reach every float32. */
function wideOf(element: NumberFormat): FloatFormat {
  const mantissaBits = element.kind === 'float' ? element.mantissaBits : element.bits - 2;
  return { ...FLOAT64, mantissaBits };
}
