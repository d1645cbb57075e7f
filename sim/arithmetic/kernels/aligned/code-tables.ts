/** What codes are to the aligned kernels: tables of values, exponents, marks and integers, made once a format. */
import { bitsOf, type FloatFormat, leastNormalExponent, minPositive } from '../../../../models/formats/format.js';
import { decode } from '../../reference/convert.js';
import { dyadicOf, floorLog2 } from '../../reference/dyadic.js';
import type { KernelHost } from '../host/kernel-host.js';
import { LINE_INFINITE, LINE_NAN, SPECIAL_EXPONENT_8, ZERO_EXPONENT_8 } from '../shared/layout.js';

/** Above the lowest set bit of every 8-bit code that is not zero. */
const ZERO_LEAST_8 = 127;

export const NO_TABLES = { table: 0, exponentTable: 0, markTable: 0, leastTable: 0, oddTable: 0 };

const valueTables = new Map<string, Float32Array>();

/** The value of every code. */
export function valueTable(format: FloatFormat): Float32Array {
  const key = JSON.stringify(format);
  const known = valueTables.get(key);
  if (known !== undefined) return known;
  const codes = 2 ** bitsOf(format);
  const table = Float32Array.from({ length: bitsOf(format) <= 8 ? 256 : 65536 }, (_, code) =>
    code < codes ? decode(format, code) : Number.NaN,
  );
  valueTables.set(key, table);
  return table;
}

/** What the codes of an 8-bit format are in aligned.ts and pack-coded.ts, in shared memory. */
export function placeCodes({ arena }: KernelHost, format: FloatFormat, factor: number, isWide: boolean) {
  const key = JSON.stringify([format, factor, isWide]);
  const tables = codeTables.get(key) ?? tablesOf(format, factor, isWide);
  codeTables.set(key, tables);
  return {
    table: arena.copy(tables.values),
    exponentTable: arena.copy(tables.exponents),
    markTable: arena.copy(tables.marks),
    leastTable: arena.copy(tables.leasts),
    oddTable: arena.copy(tables.odds),
  };
}

const codeTables = new Map<string, ReturnType<typeof tablesOf>>();

function tablesOf(format: FloatFormat, factor: number, isWide: boolean) {
  const values = isWide ? new Float64Array(256) : new Float32Array(256);
  const exponents = new Int8Array(256).fill(ZERO_EXPONENT_8);
  const marks = new Uint8Array(256);
  const leasts = new Int8Array(256).fill(ZERO_LEAST_8);
  const odds = new Int16Array(256);
  for (let code = 0; code < 2 ** bitsOf(format); code++) {
    const value = decode(format, code);
    if (!Number.isFinite(value)) {
      exponents[code] = SPECIAL_EXPONENT_8;
      marks[code] = Number.isNaN(value) ? LINE_NAN : LINE_INFINITE;
    } else if (value !== 0) {
      values[code] = value * factor;
      exponents[code] = Math.max(floorLog2(dyadicOf(value)), leastNormalExponent(format));
      const least = lowestBit(value);
      leasts[code] = least;
      odds[code] = value / 2 ** least;
    } else if (Object.is(value, -0)) values[code] = isWide ? value : 0;
  }
  return { values, exponents, marks, leasts, odds };
}

/** Exponent of the lowest set bit of a number that is not zero. */
function lowestBit(value: number): number {
  let exponent = floorLog2(dyadicOf(value));
  while (!Number.isInteger(value / 2 ** exponent)) exponent--;
  return exponent;
}

/** Every code as an integer number of the format's least positive value. */
export function placeMultiples({ arena }: KernelHost, format: FloatFormat): number {
  const multiples = new Int16Array(256);
  for (let code = 0; code < 2 ** bitsOf(format); code++) multiples[code] = decode(format, code) / minPositive(format);
  return arena.copy(multiples);
}
