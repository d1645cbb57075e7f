/**
 * Operands of grouped sums: codes as 16-bit integers, two depths side by side. Their scales come packed (block-scales.ts).
 */
import { AlignedOperand } from '../../aligned/records';

/** A panel that holds zeros where it has no lines or depths. */
export function packGrouped(operand: AlignedOperand, panel: i32, first: i32, lines: i32): void {
  const width = <usize>operand.width;
  const size = <usize>operand.paddedDepth * width * 2;
  const output = operand.shorts + <usize>panel * size;
  if (lines < operand.width || operand.depth < operand.paddedDepth) memory.fill(output, 0, size);
  for (let line = 0; line < lines; line++) {
    let from = operand.codes + <usize>(first + line) * operand.lineStride;
    const to = output + (<usize>line << 2);
    for (let k: usize = 0; k < <usize>operand.depth; k++) {
      const code = <usize>load<u8>(from);
      store<i16>(to + (k >> 1) * (width << 2) + ((k & 1) << 1), load<i16>(operand.oddTable + (code << 1)));
      from += operand.depthStride;
    }
  }
}
