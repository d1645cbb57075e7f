/**
 * WebAssembly instructions as bytes: those that the gate simulator uses.
 * Source: WebAssembly core specification 2.0, 5.4 (instructions), 5.2.2 (integers in LEB128).
 */

/** Bytes of a piece of a function's body. */
export type Code = readonly number[];

const SIMD = 0xfd;

export function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value | 0;
  for (; rest < -64 || rest > 63; rest >>= 7) bytes.push((rest & 127) + 128);
  return [...bytes, rest & 127];
}

function simd(opcode: number): Code {
  return [SIMD, ...unsigned(opcode)];
}

/** `align` is the power of two that addresses are a multiple of. */
function memory(opcode: Code, align: number, offset: number): Code {
  return [...opcode, align, ...unsigned(offset)];
}

export const localGet = (index: number): Code => [0x20, ...unsigned(index)];
export const localSet = (index: number): Code => [0x21, ...unsigned(index)];
export const localTee = (index: number): Code => [0x22, ...unsigned(index)];

export const i32Const = (value: number): Code => [0x41, ...signed(value)];
export const i64Const = (value: number): Code => [0x42, ...signed(value)];
export const i32Add: Code = [0x6a];
export const i32Multiply: Code = [0x6c];
export const i32LessUnsigned: Code = [0x49];
export const i64Add: Code = [0x7c];
export const i64ShiftLeft: Code = [0x86];
export const i64Popcount: Code = [0x7b];

export const i32Load = (offset: number): Code => memory([0x28], 2, offset);
export const i64Load = (offset: number): Code => memory([0x29], 3, offset);
export const i64Store = (offset: number): Code => memory([0x37], 3, offset);
export const memoryCopy: Code = [0xfc, 10, 0, 0];

export const v128Load = (offset: number): Code => memory(simd(0), 4, offset);
export const v128Store = (offset: number): Code => memory(simd(11), 4, offset);
export const v128Not = simd(77);
export const v128And = simd(78);
/** First operand and not second. */
export const v128AndNot = simd(79);
export const v128Or = simd(80);
export const v128Xor = simd(81);
export const i32x4Splat = simd(17);
export const i32x4ShiftLeft = simd(171);
export const i32x4ShiftRightUnsigned = simd(173);
export const i64x2ExtractLane = (lane: number): Code => [...simd(29), lane];
export const v128Load32Zero = (offset: number): Code => memory(simd(92), 2, offset);
export const v128Load32Lane = (lane: number, offset: number): Code => [...memory(simd(86), 2, offset), lane];
export const v128Store32Lane = (lane: number, offset: number): Code => [...memory(simd(90), 2, offset), lane];
export const v128Zero: Code = [...simd(12), ...new Array(16).fill(0)];

/** Repeats `body` while what it leaves on the stack is not 0. */
export const repeatWhile = (body: Code): Code => [0x03, 0x40, ...body, 0x0d, 0, 0x0b];
/** Calls the function of the table whose index lies on the stack, above its arguments. */
export const callIndirect = (type: number): Code => [0x11, ...unsigned(type), 0];
