/** Widths of operands whose products are built as gates. */
import type { OperandWidth } from '../machines/operand-width.js';

export const GATE_WIDTHS = ['fp8', 'fp16'] as const satisfies readonly OperandWidth[];
export type GateWidth = (typeof GATE_WIDTHS)[number];

export function isGateWidth(width: OperandWidth): width is GateWidth {
  return GATE_WIDTHS.some((known) => known === width);
}
