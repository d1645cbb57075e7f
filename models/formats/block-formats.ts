/**
 * Formats of blocks: elements that share a scale. MX has a power of two per 32, NVFP4 an unsigned E4M3 per 16.
 * Sources: OCP MX v1.0; NVIDIA, "Introducing NVFP4" (2025) and the PTX ISA (mxf4nvf4).
 */

/** How the power of two of an MX block follows from its largest magnitude. */
export const BLOCK_SCALE_RULES = ['floor', 'nearest', 'up', 'ceil', 'midmax'] as const;
/**
 * floor    OCP MX v1.0, 6.3: exponent of the largest magnitude, less the element format's largest exponent
 * nearest  the same after rounding the largest magnitude to the element's significand
 * up       the least power of two under which the largest magnitude does not overflow
 * ceil     as floor, of the largest magnitude rounded up to a power of two (torchao, CEIL)
 * midmax   as floor, but one more for a magnitude beyond the middle between the element's largest value and the next
 *          power of two: what is nearer to it is not clipped (assumed: no document defines the name)
 */
export type BlockScaleRule = (typeof BLOCK_SCALE_RULES)[number];

/** A scale with a mantissa follows the block's amax itself, and a float32 scale of the tensor may stand above it. */
export interface BlockFormat {
  readonly name: string;
  readonly element: string;
  readonly scale: string;
  /** Elements a block. */
  readonly block: number;
}

export const BLOCK_FORMATS: readonly BlockFormat[] = [
  mx('mxfp8_e4m3', 'float8_e4m3fn'),
  mx('mxfp8_e5m2', 'float8_e5m2'),
  mx('mxfp6_e3m2', 'float6_e3m2fn'),
  mx('mxfp6_e2m3', 'float6_e2m3fn'),
  mx('mxfp4_e2m1', 'float4_e2m1fn'),
  mx('mxint8', 'int8:step=2^-6'),
  { name: 'nvfp4', element: 'float4_e2m1fn', scale: 'float8_e4m3fn', block: 16 },
];

function mx(name: string, element: string): BlockFormat {
  return { name, element, scale: 'float8_e8m0fnu', block: 32 };
}
