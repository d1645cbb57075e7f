/** Seeded operands for the twins' tests, and the comparison of a GEMM with the reference. */

import {
  bitsOf,
  type FloatFormat,
  infinityCode,
  maxFiniteCode,
  nanCode,
  signCode,
} from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { ipu21Amp } from '../../../../models/units/ipu21-amp.js';
import type { DotProductUnit, UnitOptions } from '../../../../models/units/unit.js';
import { randomNormal, randomWord } from '../../../../runtime/random.js';
import type { Codes } from '../../../../sim/arithmetic/codes.js';
import type { ArithmeticEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { dotInReference } from '../../../../sim/arithmetic/kernels/in-reference.js';
import type { GemmRequest } from '../../../../sim/arithmetic/kernels/request.js';
import { encode } from '../../../../sim/arithmetic/reference/convert.js';

export const PAIRS = [
  ['f143', 'f143'],
  ['f143', 'f152'],
  ['f152', 'f143'],
  ['f152', 'f152'],
  ['float16', 'float16'],
  ['float32', 'float32'],
] as const;

/** The AMP for a pair of formats under their short names. */
export function amp(a: string, b: string, options: UnitOptions = {}): DotProductUnit {
  return ipu21Amp.resolve(resolveFloatFormat(a, 'a').name, resolveFloatFormat(b, 'b').name, options, 'test');
}

/** An empty array for codes of a format. */
export function codesFor(formatName: string, length: number): Codes {
  const bits = bitsOf(resolveFloatFormat(formatName, 'format'));
  return bits <= 8 ? new Uint8Array(length) : bits <= 16 ? new Uint16Array(length) : new Uint32Array(length);
}

/** Codes of given values, nearest-even, saturated. */
export function codesOf(formatName: string, values: readonly number[]): Codes {
  const format = resolveFloatFormat(formatName, 'format');
  const codes = codesFor(formatName, values.length);
  for (const [i, value] of values.entries()) {
    codes[i] = encode(format, value, { rounding: 'nearest-even', overflow: 'saturate' });
  }
  return codes;
}

export const KINDS = ['gaussian', 'uniform', 'cancelling', 'wide', 'subnormal', 'sparse', 'special'] as const;
export type Kind = (typeof KINDS)[number];

/** Codes of one kind: `uniform` is every finite code alike, `special` mixes in NaN and infinities. */
export function operand(formatName: string, kind: Kind, length: number, seed: number): Codes {
  const format = resolveFloatFormat(formatName, 'format');
  const codes = codesFor(formatName, length);
  const sign = signCode(format);
  const finite = () => (word % (maxFiniteCode(format) + 1)) + (word2 & 1 ? sign : 0);
  let word = 0;
  let word2 = 0;
  const nearest = (value: number) => encode(format, value, { rounding: 'nearest-even', overflow: 'saturate' });
  for (let i = 0; i < length; i++) {
    word = randomWord(seed, 1, i);
    word2 = randomWord(seed, 2, i);
    const normal = randomNormal(seed, 3, i);
    if (kind === 'gaussian') codes[i] = nearest(normal);
    else if (kind === 'uniform') codes[i] = plainZero(finite(), format);
    else if (kind === 'cancelling') codes[i] = nearest((i & 1 ? 1 : -1) * (8 + (word % 4) / 4));
    else if (kind === 'wide') codes[i] = nearest(normal * 2 ** ((word % 40) - 26));
    else if (kind === 'subnormal')
      codes[i] = plainZero((word % 2 ** Math.min(12, format.mantissaBits + 1)) + (word2 & 1 ? sign : 0), format);
    else if (kind === 'sparse') codes[i] = word % 5 === 0 ? nearest(normal * 20) : 0;
    else codes[i] = word % 97 === 0 ? specialCode(format, word2) : nearest(normal);
  }
  return codes;
}

/** FNUZ formats have NaN in the place of −0. */
function plainZero(code: number, format: FloatFormat): number {
  return code === signCode(format) && format.nan === 'negative-zero' ? 0 : code;
}

/** Infinities of both signs, where the format has them, and a NaN. */
function specialCode(format: FloatFormat, word: number): number {
  const infinity = infinityCode(format);
  const nan = nanCode(format, false) ?? 0;
  const codes = infinity === undefined ? [nan] : [infinity, infinity + signCode(format), nan];
  return codes[word % codes.length] as number;
}

/** The first outputs that differ from the reference, of those with index ≡ 0 modulo `every`. */
export function mismatches(engine: ArithmeticEngine, request: GemmRequest, every = 1): string[] {
  const { codes } = engine.gemm(request);
  const found: string[] = [];
  for (let i = 0; i < codes.length && found.length < 3; i += every) {
    const expected = dotInReference(request, Math.floor(i / request.n), i % request.n);
    if (codes[i] !== expected) found.push(`output ${i}: ${codes[i]?.toString(16)}, reference ${expected.toString(16)}`);
  }
  return found;
}
