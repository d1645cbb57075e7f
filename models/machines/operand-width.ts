/**
 * The widths that machines move and multiply formats in, by the bits of the format: the narrowest of 8, 16 and 32 bits
 * that holds it, as tf32 lies in 32. Left out: formats of fewer than 8 bits as operands, which machines that multiply
 * them pack.
 */
import { bitsOf, type NumberFormat } from '../formats/format.js';
import { resolveFormat } from '../formats/resolve.js';
import { InputError, shown } from '../input-error.js';

/** Widths of operands that a matrix product unit can have. */
export const OPERAND_WIDTHS = ['fp8', 'fp16', 'fp32'] as const;
export type OperandWidth = (typeof OPERAND_WIDTHS)[number];

/** Widths of partials that products are summed in. */
export const PARTIAL_WIDTHS = ['fp16', 'fp32'] as const;
export type PartialWidth = (typeof PARTIAL_WIDTHS)[number];

/** Bytes in which a number of a format lies in memory: a power of two. */
export function containerBytes(format: NumberFormat): number {
  const bytes = Math.ceil(bitsOf(format) / 8);
  return bytes === 3 ? 4 : bytes;
}

/**
 * @param where what an error names
 * @throws InputError for a format of fewer than 8 or more than 32 bits
 */
export function operandWidth(format: string, where: string): OperandWidth {
  const bits = bitsOf(resolveFormat(format, where));
  if (bits < 8 || bits > 32) throw new InputError(where, 'a format of 8 to 32 bits', shown(format));
  return bits === 8 ? 'fp8' : bits <= 16 ? 'fp16' : 'fp32';
}
