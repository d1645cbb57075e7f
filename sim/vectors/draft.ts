/**
 * A row while it is built: zeros until terms are put into it. A term is put exactly or not at all; the caller draws
 * another where the formats have no product for it.
 */
import { signCode } from '../../models/formats/format.js';
import { decode, encode, NoCodeError } from '../arithmetic/reference/convert.js';
import { type Bench, roundingsOf, type Side, stepsOf } from './bench.js';
import type { Draw } from './draw.js';
import type { VectorRow } from './row.js';

export interface Draft {
  readonly k: number;
  /** Places in K, step by step. */
  readonly steps: readonly (readonly number[])[];
  readonly a: number[];
  readonly b: number[];
  c: number;
  readonly scales: { readonly a: number[]; readonly b: number[] } | undefined;
  random: number[];
}

/** Of zeros; scales are 1, random bits are drawn, all zeros and all ones more often than others. */
export function emptyDraft(bench: Bench, draw: Draw, k = drawnDepth(bench, draw)): Draft {
  const { unit, scale, a, b } = bench;
  const blocks = unit.blockScale === undefined ? 0 : Math.ceil(k / unit.blockScale.block);
  const ones = () => new Array<number>(blocks).fill(scale?.one ?? 0);
  const words = unit.accumulator.randomBits === 0 ? 0 : roundingsOf(unit, k);
  return {
    k,
    steps: stepsOf(bench, k),
    a: new Array<number>(k).fill(a.format.zero ? 0 : a.one),
    b: new Array<number>(k).fill(b.format.zero ? 0 : b.one),
    c: 0,
    scales: scale === undefined ? undefined : { a: ones(), b: ones() },
    random: Array.from({ length: words }, () => drawnWord(unit.accumulator.randomBits, draw)),
  };
}

/** A turn of the unit most often, or several, or several and a part. */
function drawnDepth({ whole, k }: Bench, draw: Draw): number {
  if (k !== undefined) return k;
  const turns = draw.of([1, 1, 1, 2, 2, 3]);
  return draw.oneIn(8) && whole > 1 ? whole * turns - draw.between(1, whole - 1) : whole * turns;
}

function drawnWord(bits: number, draw: Draw): number {
  return draw.of([0, 2 ** bits - 1, draw.below(2 ** bits), draw.below(2 ** bits)]);
}

export function rowOf(id: string, { a, b, c, scales, random }: Draft): VectorRow {
  return {
    id,
    a,
    b,
    c,
    ...(scales === undefined ? {} : { scales }),
    ...(random.length === 0 ? {} : { random }),
  };
}

/** The code of a value that the format has exactly. */
export function exactCode({ format }: Side, value: number): number | undefined {
  try {
    const code = encode(format, value, { rounding: 'nearest-even', overflow: 'saturate' });
    return Object.is(decode(format, code), value) || (value !== 0 && decode(format, code) === value) ? code : undefined;
  } catch (error) {
    if (error instanceof NoCodeError) return undefined;
    throw error;
  }
}

/** The code next to a value, at most the largest finite one. */
export function nearestCode({ format, one }: Side, value: number): number {
  if (value < 0 && !format.signed) return one;
  return encode(format, value, { rounding: 'nearest-even', overflow: 'saturate' });
}

/** Puts a product of this value at a place, its exponents dealt out to both operands. @returns whether there is one */
export function putProduct({ a, b }: Bench, draft: Draft, place: number, value: number, draw: Draw): boolean {
  const [left, right] = draw.oneIn(2) ? [a, b] : [b, a];
  const codes = factors(left, right, value, draw) ?? factors(right, left, value, draw, 'swapped');
  if (codes === undefined) return false;
  const [first, second] = left === a ? codes : [codes[1], codes[0]];
  draft.a[place] = first;
  draft.b[place] = second;
  return true;
}

/** A code of `left` and a power of two of `right` with this product. */
function factors(
  left: Side,
  right: Side,
  value: number,
  draw: Draw,
  order: 'as-given' | 'swapped' = 'as-given',
): readonly [number, number] | undefined {
  const exponent = exponentOf(value);
  const [least, most] = [Math.max(right.least, exponent - left.most), Math.min(right.most, exponent - left.least)];
  if (least > most || value === 0) return undefined;
  for (let tries = 0; tries < 3; tries++) {
    const power = draw.between(least, most);
    const sign = draw.oneIn(2) && right.format.signed ? -1 : 1;
    const [x, y] = [exactCode(left, (value / 2 ** power) * sign), exactCode(right, sign * 2 ** power)];
    if (x !== undefined && y !== undefined) return order === 'swapped' ? [y, x] : [x, y];
  }
  return undefined;
}

/** Any product whose operands' exponents add up to this, with any lower bits. @returns whether there is one */
export function putBinade({ a, b }: Bench, draft: Draft, place: number, exponent: number, draw: Draw): boolean {
  const [least, most] = [Math.max(a.least, exponent - b.most), Math.min(a.most, exponent - b.least)];
  if (least > most) return false;
  const power = draw.between(least, most);
  draft.a[place] = binadeCode(a, power, draw);
  draft.b[place] = binadeCode(b, exponent - power, draw);
  return true;
}

/** Any code of a binade, of either sign. */
export function binadeCode(side: Side, exponent: number, draw: Draw): number {
  const first = nearestCode(side, 2 ** exponent);
  const end = exponent >= side.most ? nearestCode(side, Number.MAX_VALUE) + 1 : nearestCode(side, 2 ** (exponent + 1));
  const magnitude = draw.between(first, Math.max(first, end - 1));
  return draw.oneIn(2) ? magnitude : magnitude + signCode(side.format);
}

/** The code with the other sign; a zero without one stays. */
export function negated({ format }: Side, code: number): number {
  const sign = signCode(format);
  if (sign === 0 || (code % sign === 0 && !format.negativeZero)) return code;
  return code >= sign ? code - sign : code + sign;
}

/** ⌊log2 |value|⌋ of a finite value that is not zero. */
export function exponentOf(value: number): number {
  let exponent = 0;
  let rest = Math.abs(value);
  while (rest >= 2) {
    rest /= 2;
    exponent++;
  }
  while (rest < 1) {
    rest *= 2;
    exponent--;
  }
  return exponent;
}

/** Exponents of products: of the least, and of the largest powers of two. */
export function productReach({ a, b }: Bench): readonly [number, number] {
  return [a.least + b.least, a.most + b.most];
}
