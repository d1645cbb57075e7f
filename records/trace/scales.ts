/** Scales of groups of elements: how they are found, cast with and applied to products. Attributes of ops. */
import { z } from 'zod';
import { BLOCK_SCALE_RULES } from '../../models/formats/block-formats.js';
import { count, name, size, whole } from '../schema.js';

/** Of a tensor’s own power of two. */
const scaleExponent = whole(-1000, 1000);

/**
 * Rows and columns of elements that share a scale, of each of so many equal matrices one below the other; those at the ends
 * may be fewer.
 */
export const groups = { matrices: size, groupRows: size, groupColumns: size };

/** A scale behind those of groups: of the whole tensor, in float32. */
const TENSOR_SCALES = ['none', 'float32'] as const;

/** How a cast takes a scale: a power of two with the conversion, or what each element is divided by first. */
const SCALES_AS = ['exponent', 'divisor'] as const;

/** An operand’s scales, as tensors behind both operands: in the order of the operand’s elements, or turned with it. */
const operandScales = z.strictObject({
  ...groups,
  tensorScale: z.enum(TENSOR_SCALES),
  order: z.enum(['rows', 'columns']),
});
/**
 * Who applies the scales of a product’s operands: `register`: each run of k of equal scales is summed by the unit from +0,
 * times the product of both scales (float32), added to a float32 register by one fused multiply-add; `unit`: the unit, and
 * only the product of the tensors’ scales multiplies its result, in float32.
 */
export const productScales = z.strictObject({
  appliedBy: z.enum(['register', 'unit']),
  a: operandScales.optional(),
  b: operandScales.optional(),
});
export type OperandScales = z.infer<typeof operandScales>;
export type ProductScales = z.infer<typeof productScales>;

/** What an amax makes of the largest finite magnitude of each group. */
export const fromAmax = z.discriminatedUnion('kind', [
  /** Itself, in float32. */
  z.strictObject({ kind: z.literal('amax') }),
  /** Itself, in float32; NaN where an element is no finite number. */
  z.strictObject({ kind: z.literal('amax-or-nan') }),
  /**
   * In float32 the least power of two that brings it to the format’s largest value or below, `margin` binades more, its
   * exponent held to least…most; 1 for zeros.
   */
  z.strictObject({
    kind: z.literal('power-of-two'),
    format: name,
    margin: count,
    least: scaleExponent,
    most: scaleExponent,
  }),
  /** In float32 over the format’s largest value; 1 for zeros. */
  z.strictObject({ kind: z.literal('float32'), format: name }),
  /** A power of two in E8M0, for elements of the format. */
  z.strictObject({ kind: z.literal('mx'), format: name, rule: z.enum(BLOCK_SCALE_RULES) }),
  /** In float32 over the largest element times the largest scale of a block; 0 for zeros. */
  z.strictObject({ kind: z.literal('nvfp4-tensor') }),
  /** In E4M3 over the largest element, relative to the tensor’s scale, which is a second input. */
  z.strictObject({ kind: z.literal('nvfp4') }),
]);
export type FromAmax = z.infer<typeof fromAmax>;

/** With which groups are cast. */
export const castScales = z.strictObject({ ...groups, tensorScale: z.enum(TENSOR_SCALES), as: z.enum(SCALES_AS) });
