/** The widths that machines move and multiply formats in, by the bits of the format. */
import { bitsOf } from '../formats/format.js';
import { resolveFormat } from '../formats/resolve.js';
import { InputError, shown } from '../input-error.js';

/** Widths of operands that a matrix product unit can have. */
export const OPERAND_WIDTHS = ['fp8', 'fp16', 'fp32'] as const;
export type OperandWidth = (typeof OPERAND_WIDTHS)[number];

/**
 * @param where what an error names
 * @throws InputError for a format that is not 8, 16 or 32 bits wide
 */
export function operandWidth(format: string, where: string): OperandWidth {
  switch (bitsOf(resolveFormat(format, where))) {
    case 8:
      return 'fp8';
    case 16:
      return 'fp16';
    case 32:
      return 'fp32';
    default:
      throw new InputError(where, 'a format of 8, 16 or 32 bits', shown(format));
  }
}
