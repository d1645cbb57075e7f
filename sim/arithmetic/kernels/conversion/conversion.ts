/**
 * Arrays of values to codes and back, equal bit for bit to reference/convert.ts: any float format of at most
 * 16 bits. A cast by way of float16 (as the IPU's) is two calls: encode to float16, then encode those codes.
 */

import {
  bitsOf,
  type FloatFormat,
  infinityCode,
  leastNormalExponent,
  maxFinite,
  maxFiniteCode,
  maxFiniteExponent,
  nanCode,
  signCode,
} from '../../../../models/formats/format.js';
import { isStochastic, type OverflowRule, ROUNDING_RULES, type RoundingRule } from '../../../../models/rounding.js';
import type { Elements } from '../../elements.js';
import { decode, NoCodeError } from '../../reference/convert.js';
import type { KernelHost } from '../host/kernel-host.js';
import type { JobRecord } from '../host/records.js';
import type { RandomKey } from '../request.js';
import { UNIT_VALUES } from '../shared/layout.js';
import { Conversion } from './records.js';

/** Codes stand for value × 2^−scaleExponent, in encode and in decode. */
export interface EncodeRequest {
  readonly format: FloatFormat;
  /** float32 values, or float16 codes. */
  readonly values: Float32Array | Uint16Array;
  readonly rounding: RoundingRule;
  readonly overflow: OverflowRule;
  readonly scaleExponent: number;
  /** For the stochastic rules: `bits` per value, from the key and the value's index (random-bits.ts). */
  readonly random?: RandomKey & { readonly bits: number };
  /** Where the codes go, as long as values; a new array unless given. */
  readonly into?: Uint8Array | Uint16Array;
}

/** What was lost: counts of values. */
export interface EncodeStatistics {
  readonly zeros: number;
  /** Non-zero values that became zero. */
  readonly underflow: number;
  /** Values beyond the largest finite one, infinities included. */
  readonly saturated: number;
  readonly nan: number;
  /** Largest magnitude among the values that are not NaN; 0 for none. */
  readonly amax: number;
}

export interface EncodeResult {
  /** Uint8Array for formats of up to 8 bits. */
  readonly codes: Uint8Array | Uint16Array;
  readonly statistics: EncodeStatistics;
}

export interface DecodeRequest {
  readonly format: FloatFormat;
  readonly codes: Uint8Array | Uint16Array;
  readonly scaleExponent: number;
  /** Where the values go, as long as codes; a new array unless given. */
  readonly into?: Float32Array;
}

/** Values of one pass through the shared memory: for one thread so few that they stay in its cache. */
function passValues(threads: number): number {
  return threads === 1 ? UNIT_VALUES : 2 ** 22;
}

const STATISTICS_WORDS = 6;

/** @throws NoCodeError where a value has no code: NaN, or overflow under `special`, in a format with neither. */
export function encodeValues(host: KernelHost, request: EncodeRequest): EncodeResult {
  checkFormat(request.format);
  const { values, format } = request;
  const codes = request.into ?? codesFor(host, format, values.length);
  if (codes.length !== values.length || codes.BYTES_PER_ELEMENT !== (bitsOf(format) <= 8 ? 1 : 2)) {
    throw new RangeError(`encode: ${values.length} codes of ${format.name} do not fit the array given`);
  }
  const totals: Totals = { zeros: 0, underflow: 0, saturated: 0, nan: 0, uncoded: 0, amax: 0 };
  for (let first = 0; first < values.length; first += passValues(host.threads)) {
    encodePass(host, request, codes, first, totals);
  }
  const { uncoded, ...statistics } = totals;
  if (uncoded > 0) throw new NoCodeError(`${format.name} has no code for NaN or overflow, met ${uncoded} times`);
  return { codes, statistics };
}

function codesFor({ arena }: KernelHost, format: FloatFormat, length: number): Uint8Array | Uint16Array {
  const bytes = bitsOf(format) <= 8 ? 1 : 2;
  const { buffer, byteOffset } = arena.room(length * bytes);
  return bytes === 1 ? new Uint8Array(buffer, byteOffset, length) : new Uint16Array(buffer, byteOffset, length);
}

/** Exact where float32 holds the value, else rounded to nearest even. */
export function decodeCodes(host: KernelHost, { format, codes, scaleExponent, into }: DecodeRequest): Float32Array {
  checkFormat(format);
  const values = into ?? valuesFor(host, codes.length);
  if (values.length !== codes.length) throw new RangeError(`decode: expected an array of ${codes.length} values`);
  const isVector = format.name === 'float16' && Math.abs(scaleExponent) <= 126;
  const table = isVector ? new Float32Array(0) : decodeTable(format, scaleExponent);
  for (let first = 0; first < codes.length; first += passValues(host.threads)) {
    const { arena } = host;
    const pass = codes.subarray(first, first + passValues(host.threads));
    arena.clear();
    const output = outputOf(host, values, first, pass.length);
    const job = arena.record(Conversion, {
      ...conversionOf(format, 0),
      source: arena.copy(pass),
      output,
      count: pass.length,
      codeBytes: codes.BYTES_PER_ELEMENT,
      table: arena.copy(table),
      vector: isVector ? 1 : 0,
      scaleBits: isVector ? float32BitsBelow(2 ** scaleExponent) : 0,
    });
    host.run('decodeUnit', job, Math.ceil(pass.length / UNIT_VALUES));
    if (arena.addressOf(values) === undefined) {
      values.set(new Float32Array(arena.memory.buffer, output, pass.length), first);
    }
  }
  return values;
}

function valuesFor({ arena }: KernelHost, length: number): Float32Array {
  const { buffer, byteOffset } = arena.room(length * 4);
  return new Float32Array(buffer, byteOffset, length);
}

/** Where a pass writes: the elements themselves where they lie in shared memory, else room beside them. */
function outputOf({ arena }: KernelHost, elements: Elements, first: number, count: number): number {
  const address = arena.addressOf(elements);
  if (address === undefined) return arena.allocate(count * elements.BYTES_PER_ELEMENT);
  return address + first * elements.BYTES_PER_ELEMENT;
}

interface Totals extends Record<keyof EncodeStatistics, number> {
  uncoded: number;
}

function encodePass(
  host: KernelHost,
  request: EncodeRequest,
  codes: Uint8Array | Uint16Array,
  first: number,
  totals: Totals,
): void {
  const { arena } = host;
  const pass = request.values.subarray(first, first + passValues(host.threads));
  const units = Math.ceil(pass.length / UNIT_VALUES);
  arena.clear();
  const output = outputOf(host, codes, first, pass.length);
  const statistics = arena.allocate(units * STATISTICS_WORDS * 4);
  const { rounding, random } = request;
  const conversion = conversionOf(request.format, request.scaleExponent);
  const job = arena.record(Conversion, {
    ...conversion,
    source: arena.copy(pass),
    output,
    count: pass.length,
    sourceBytes: pass.BYTES_PER_ELEMENT,
    codeBytes: codes.BYTES_PER_ELEMENT,
    rule: ROUNDING_RULES.indexOf(rounding),
    saturate: request.overflow === 'saturate' ? 1 : 0,
    randomBits: isStochastic(rounding) ? (random?.bits ?? 0) : 0,
    seed: random?.seed ?? 0,
    stream: random?.stream ?? 0,
    firstIndex: first,
    vector: rounding === 'nearest-even' ? conversion.vector : 0,
    statistics,
  });
  host.run('encodeUnit', job, units);
  const bytes = arena.bytes(output, pass.length * codes.BYTES_PER_ELEMENT);
  if (arena.addressOf(codes) === undefined)
    new Uint8Array(codes.buffer, codes.byteOffset + first * codes.BYTES_PER_ELEMENT, bytes.length).set(bytes);
  addStatistics(totals, new Int32Array(arena.memory.buffer, statistics, units * STATISTICS_WORDS));
}

function addStatistics(totals: Totals, words: Int32Array): void {
  for (let at = 0; at < words.length; at += STATISTICS_WORDS) {
    const [zeros, underflow, saturated, nan, uncoded, amaxBits] = words.subarray(at, at + STATISTICS_WORDS);
    totals.zeros += zeros as number;
    totals.underflow += underflow as number;
    totals.saturated += saturated as number;
    totals.nan += nan as number;
    totals.uncoded += uncoded as number;
    totals.amax = Math.max(totals.amax, new Float32Array(Int32Array.of(amaxBits as number).buffer)[0] as number);
  }
}

/** The fields of a conversion that follow from the format and the scale. */
function conversionOf(format: FloatFormat, scaleExponent: number): JobRecord<Conversion> {
  const limit = maxFinite(format) * 2 ** scaleExponent;
  const leastNormal = leastNormalExponent(format) + scaleExponent;
  return {
    source: 0,
    output: 0,
    count: 0,
    sourceBytes: 4,
    codeBytes: 0,
    mantissaBits: format.mantissaBits,
    leastNormal: format.exponentBits === 0 ? 1 - format.bias + scaleExponent : leastNormal,
    signCode: signCode(format),
    negativeZero: format.negativeZero ? 1 : 0,
    subnormals: format.subnormals ? 1 : 0,
    zero: format.zero ? 1 : 0,
    fixed: format.exponentBits === 0 ? 1 : 0,
    maxCode: maxFiniteCode(format),
    infinityCode: infinityCode(format) ?? -1,
    nanCode: nanCode(format, false) ?? -1,
    negativeNanCode: nanCode(format, true) ?? -1,
    rule: 0,
    saturate: 0,
    randomBits: 0,
    seed: 0,
    stream: 0,
    firstIndex: 0,
    vector: fitsVector(format, maxFiniteExponent(format) + scaleExponent, leastNormal) ? 1 : 0,
    limitBits: float32BitsBelow(limit),
    scaleBits: 0,
    table: 0,
    statistics: 0,
  };
}

/** The vector path's constants must be normal float32 numbers, and codes fill 8 or 16 bits. */
function fitsVector(format: FloatFormat, largestExponent: number, leastNormal: number): boolean {
  const { mantissaBits, exponentBits, signed, zero, subnormals } = format;
  const fills = bitsOf(format) === 8 || bitsOf(format) === 16;
  const isPlain = fills && signed && zero && subnormals && mantissaBits > 0 && exponentBits > 0;
  return isPlain && leastNormal >= -100 && largestExponent + 1 + 24 - mantissaBits <= 127;
}

/** Bits of the largest float32 that is not above a positive value. */
function float32BitsBelow(value: number): number {
  const nearest = Math.min(Math.fround(value), 3.4028234663852886e38);
  const bits = new Int32Array(Float32Array.of(nearest).buffer)[0] as number;
  return nearest > value ? bits - 1 : bits;
}

const decodeTables = new Map<string, Float32Array>();

function decodeTable(format: FloatFormat, scaleExponent: number): Float32Array {
  const key = `${scaleExponent} ${JSON.stringify(format)}`;
  const known = decodeTables.get(key);
  if (known !== undefined) return known;
  const size = bitsOf(format) <= 8 ? 256 : 65536;
  const scale = 2 ** scaleExponent;
  const table = Float32Array.from({ length: size }, (_, code) =>
    code < 2 ** bitsOf(format) ? decode(format, code) * scale : Number.NaN,
  );
  decodeTables.set(key, table);
  return table;
}

function checkFormat(format: FloatFormat): void {
  if (bitsOf(format) > 16) throw new RangeError(`encode and decode take at most 16 bits, ${format.name} has more`);
}
