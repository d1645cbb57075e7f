/**
 * Codes to bit planes and back, as WebAssembly: 128 codes of up to 32 bits are four 32 × 32 bit matrices side by
 * side in 32 SIMD words; word j holds lanes j, 32 + j, 64 + j and 96 + j. Transposed, word b is the plane of bit b,
 * lane l at its bit l.
 * Source: Warren, Hacker's Delight, 2nd edition, 7-3 (transposing by exchanging blocks of half the size).
 */
import { ADDRESS_BYTES, loadAddress, overRecords } from './kernels.js';
import type { Code } from './webassembly/instructions.js';
import * as wasm from './webassembly/instructions.js';
import type { WasmFunction } from './webassembly/module.js';

const SIDE = 32;
const RECORD = 0;
const [SOURCE, STRIDE, TARGET, PLANE_STRIDE] = [2, 3, 4, 5];
const ROW = 6;
const SCRATCH = ROW + SIDE;
const CODE_BYTES = 4;

/** Records [first code, bytes from a lane's code to the next lane's, plane of bit 0, bytes from a plane to the next]. */
export function planesKernel(bits: number): WasmFunction {
  const rows = Array.from({ length: SIDE }, (_, row) => row);
  return {
    locals: { i32: 4, v128: SIDE + 1 },
    code: overRecords(4, [
      ...[SOURCE, STRIDE, TARGET, PLANE_STRIDE].flatMap((local, field) => loadAddress(field, local)),
      ...rows.flatMap((row) => loadRow(row, bits)),
      ...transposeRows(bits),
      ...rows.slice(0, bits).flatMap(storePlane),
    ]),
  };
}

/** Records [first code, then the address of the plane of each bit]: 128 codes, one after the other. */
export function codesKernel(bits: number): WasmFunction {
  const rows = Array.from({ length: SIDE }, (_, row) => row);
  return {
    locals: { i32: 4, v128: SIDE + 1 },
    code: overRecords(1 + bits, [
      ...loadAddress(0, TARGET),
      ...rows.slice(0, bits).flatMap(loadPlane),
      ...rows.slice(bits).flatMap((row) => [...wasm.v128Zero, ...wasm.localSet(ROW + row)]),
      ...transposeRows(SIDE),
      ...rows.flatMap(storeRow),
    ]),
  };
}

/** Lanes row, 32 + row, 64 + row, 96 + row; the source then points at the next lane. */
function loadRow(row: number, bits: number): Code {
  const quarters = [1, 2, 3].flatMap((quarter) => [
    ...laneAddress(quarter * SIDE),
    ...wasm.localGet(ROW + row),
    ...wasm.v128Load32Lane(quarter, 0),
    ...wasm.localSet(ROW + row),
  ]);
  const mask = [...wasm.i32Const(2 ** bits - 1), ...wasm.i32x4Splat, ...wasm.v128And];
  return [
    ...[...laneAddress(0), ...wasm.v128Load32Zero(0), ...wasm.localSet(ROW + row)],
    ...quarters,
    ...(bits === SIDE ? [] : [...wasm.localGet(ROW + row), ...mask, ...wasm.localSet(ROW + row)]),
    ...[...wasm.localGet(SOURCE), ...wasm.localGet(STRIDE), ...wasm.i32Add, ...wasm.localSet(SOURCE)],
  ];
}

function laneAddress(lanes: number): Code {
  const stride = [...wasm.localGet(STRIDE), ...wasm.i32Const(lanes), ...wasm.i32Multiply];
  return [...wasm.localGet(SOURCE), ...(lanes === 0 ? [] : [...stride, ...wasm.i32Add])];
}

function storePlane(bit: number): Code {
  return [
    ...[...wasm.localGet(TARGET), ...wasm.localGet(ROW + bit), ...wasm.v128Store(0)],
    ...[...wasm.localGet(TARGET), ...wasm.localGet(PLANE_STRIDE), ...wasm.i32Add, ...wasm.localSet(TARGET)],
  ];
}

function loadPlane(bit: number): Code {
  const address = [...wasm.localGet(RECORD), ...wasm.i32Load((1 + bit) * ADDRESS_BYTES)];
  return [...address, ...wasm.v128Load(0), ...wasm.localSet(ROW + bit)];
}

function storeRow(row: number): Code {
  return [0, 1, 2, 3].flatMap((quarter) => [
    ...wasm.localGet(TARGET),
    ...wasm.localGet(ROW + row),
    ...wasm.v128Store32Lane(quarter, (quarter * SIDE + row) * CODE_BYTES),
  ]);
}

/** Rows that hold no bits above `bits` are put together where a whole exchange would move zeros. */
function transposeRows(bits: number): Code {
  const code: number[] = [];
  let live = SIDE;
  for (let size = SIDE / 2; size >= 1; size /= 2) {
    const join = live === 2 * size && bits <= size;
    for (let row = 0; row < live; row++) {
      if ((row & size) === 0) code.push(...(join ? joinRows(row, size) : exchange(row, size)));
    }
    if (join) live = size;
  }
  return code;
}

function joinRows(row: number, size: number): Code {
  const high = [...wasm.localGet(ROW + row + size), ...wasm.i32Const(size), ...wasm.i32x4ShiftLeft];
  return [...wasm.localGet(ROW + row), ...high, ...wasm.v128Or, ...wasm.localSet(ROW + row)];
}

/** Exchanges the upper blocks of `row` with the lower blocks of the row `size` further on. */
function exchange(row: number, size: number): Code {
  const [first, second] = [ROW + row, ROW + row + size];
  return [
    ...[...wasm.localGet(first), ...wasm.i32Const(size), ...wasm.i32x4ShiftRightUnsigned],
    ...[...wasm.localGet(second), ...wasm.v128Xor],
    ...[...wasm.i32Const(lowBlocks(size)), ...wasm.i32x4Splat, ...wasm.v128And, ...wasm.localSet(SCRATCH)],
    ...[...wasm.localGet(second), ...wasm.localGet(SCRATCH), ...wasm.v128Xor, ...wasm.localSet(second)],
    ...[...wasm.localGet(SCRATCH), ...wasm.i32Const(size), ...wasm.i32x4ShiftLeft],
    ...[...wasm.localGet(first), ...wasm.v128Xor, ...wasm.localSet(first)],
  ];
}

/** 32 bits of which `size` are ones, `size` zeros, and so on, from the lowest. */
function lowBlocks(size: number): number {
  let mask = 0;
  for (let bit = 0; bit < SIDE; bit++) if ((bit & size) === 0) mask |= 1 << bit;
  return mask;
}
