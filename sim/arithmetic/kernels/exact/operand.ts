/**
 * An operand of a GEMM on its way into the kernels: which way its format is packed, and the record for it.
 */

import { bitsOf, type FloatFormat, leastNormalExponent, maxFiniteCode } from '../../../../models/formats/format.js';
import type { Codes } from '../../codes.js';
import { decode } from '../../reference/convert.js';
import type { KernelHost } from '../host/kernel-host.js';
import type { JobRecord } from '../host/records.js';
import type { MatrixLayout } from '../request.js';
import { CHUNK_FACTS, CODES_8, CODES_16, CODES_32, LINE_INFINITE, LINE_NAN, SCRATCH_BYTES } from '../shared/layout.js';
import { Operand, Spread } from './records.js';

export interface OperandInput {
  readonly format: FloatFormat;
  readonly codes: Codes;
  readonly layout: MatrixLayout;
  /** Rows of A, or columns of B. */
  readonly lines: number;
  readonly depth: number;
  /** Lines a panel. */
  readonly width: number;
  /** Whether lines are the rows of the matrix (A) or its columns (B). */
  readonly side: 'rows' | 'columns';
  readonly chunkLength: number;
  readonly scaleExponent: number;
}

/** An operand in shared memory. */
export interface PlacedOperand {
  readonly fields: JobRecord<Operand>;
  readonly address: number;
}

/** Elements of a packed operand, padding included. */
function packedElements({ panels, width, chunks, chunkLength }: JobRecord<Operand>): number {
  return panels * width * chunks * chunkLength;
}

/** Whether the kernels take a format: signed 8-bit floats of 4 or 5 exponent bits with subnormals, float16, float32. */
export function hasPacking(format: FloatFormat): boolean {
  if (format.name === 'float16' || format.name === 'float32') return true;
  const { exponentBits, signed, zero, subnormals } = format;
  return bitsOf(format) === 8 && signed && zero && subnormals && (exponentBits === 4 || exponentBits === 5);
}

function codeBytes(format: FloatFormat): number {
  return bitsOf(format) <= 8 ? CODES_8 : bitsOf(format) <= 16 ? CODES_16 : CODES_32;
}

/** Copies an operand into the arena and packs it in its first way: integers for 8 bits, float64 otherwise. */
export function placeOperand(host: KernelHost, input: OperandInput): PlacedOperand {
  const { arena } = host;
  const { format, lines, depth, width, chunkLength } = input;
  const bytes = codeBytes(format);
  const contiguous = (input.side === 'rows') === (input.layout === 'row-major');
  const chunks = Math.max(1, Math.ceil(depth / chunkLength));
  const panels = Math.ceil(lines / width);
  const lineMarks = arena.allocate(panels * width);
  arena.bytes(lineMarks, panels * width).fill(0);
  const table = bytes === CODES_8 ? fixedPointTable(format) : undefined;
  const empty = {
    codes: arena.copy(input.codes),
    codeBytes: bytes,
    lines,
    depth,
    lineStride: contiguous ? depth : 1,
    depthStride: contiguous ? 1 : lines,
    width,
    panels,
    chunks,
    chunkLength,
    table: table === undefined ? 0 : arena.copy(table.values),
    marks: table === undefined ? 0 : arena.copy(table.marks),
    tableExponent: table?.exponent ?? 0,
    mantissaBits: format.mantissaBits,
    maxCode: maxFiniteCode(format),
    negativeZeroNan: format.nan === 'negative-zero' ? 1 : 0,
    scaleExponent: input.scaleExponent,
    singles: 0,
    lows: 0,
    highs: 0,
    unions: 0,
    values: 0,
    facts: arena.allocate(panels * chunks * CHUNK_FACTS * 8),
    lineMarks,
    scratch: arena.allocate(host.threads * SCRATCH_BYTES),
  };
  const size = packedElements(empty);
  if (bytes !== CODES_8) {
    const kernel = bytes === CODES_16 ? 'packHalvesUnit' : 'packValuesUnit';
    return pack(host, kernel, { ...empty, values: arena.allocate(size * 8) });
  }
  return pack(host, 'packSinglesUnit', { ...empty, singles: arena.allocate(size * 2) });
}

/** Adds the packing in two limbs. */
export function addLimbs(host: KernelHost, { fields }: PlacedOperand): PlacedOperand {
  const size = packedElements(fields) * 2;
  const [lows, highs, unions] = [host.arena.allocate(size), host.arena.allocate(size), host.arena.allocate(size)];
  return pack(host, 'packLimbsUnit', { ...fields, lows, highs, unions });
}

/** Adds the packing in float64, where it is not there yet. */
export function addValues(host: KernelHost, operand: PlacedOperand): PlacedOperand {
  if (operand.fields.values !== 0) return operand;
  const values = host.arena.allocate(packedElements(operand.fields) * 8);
  return pack(host, 'packValuesUnit', { ...operand.fields, values });
}

function pack(
  { arena, run }: KernelHost,
  kernel: 'packSinglesUnit' | 'packLimbsUnit' | 'packValuesUnit' | 'packHalvesUnit',
  fields: JobRecord<Operand>,
): PlacedOperand {
  const address = arena.record(Operand, fields);
  run(kernel, address, fields.panels);
  return { fields, address };
}

/** Largest square norm of one limb, and whether any chunk does not fit two. */
export function spreadOf(
  { arena, run }: KernelHost,
  { fields }: PlacedOperand,
): { norm: number; limbs: 'fit' | 'misfit' } {
  const largest = arena.allocate(2 * 8);
  run('spreadUnit', arena.record(Spread, { facts: fields.facts, count: fields.panels * fields.chunks, largest }), 1);
  const [norm, misfit] = new Float64Array(arena.memory.buffer, largest, 2) as unknown as [number, number];
  return { norm, limbs: misfit === 0 ? 'fit' : 'misfit' };
}

/** LINE_NAN and LINE_INFINITE of every line. */
export function lineMarks({ arena }: KernelHost, { fields }: PlacedOperand): Uint8Array {
  return arena.bytes(fields.lineMarks, fields.lines).slice();
}

interface FixedPointTable {
  readonly values: BigInt64Array;
  readonly marks: Uint8Array;
  readonly exponent: number;
}

const tables = new WeakMap<FloatFormat, FixedPointTable>();

/** Every code's value as a multiple of 2^exponent; specials are 0 with a mark. */
function fixedPointTable(format: FloatFormat): FixedPointTable {
  const known = tables.get(format);
  if (known !== undefined) return known;
  const exponent = leastNormalExponent(format) - format.mantissaBits;
  const values = new BigInt64Array(256);
  const marks = new Uint8Array(256);
  for (let code = 0; code < 2 ** bitsOf(format); code++) {
    const value = decode(format, code);
    if (Number.isFinite(value)) values[code] = BigInt(value / 2 ** exponent);
    else marks[code] = Number.isNaN(value) ? LINE_NAN : LINE_INFINITE;
  }
  const table = { values, marks, exponent };
  tables.set(format, table);
  return table;
}
