/**
 * What encode to nearest even must give for every float32 pattern, as runs of equal codes: an independent
 * definition on the values of the codes alone. Between two neighbours lies their midpoint, exact in float64; a value
 * on it takes the even code; the one beyond the largest finite value is half a step above it. Patterns in rising
 * order are magnitudes in rising order, so the codes of 2^31 patterns are at most 2^(bits − 1) + 2 runs.
 * Left out: other rounding rules; formats without a sign, a zero or a NaN; formats of more than 8 bits.
 */
import {
  bitsOf,
  type FloatFormat,
  infinityCode,
  maxFiniteCode,
  nanCode,
  signCode,
} from '../../models/formats/format.js';
import type { OverflowRule } from '../../models/rounding.js';
import { decode } from '../../sim/arithmetic/reference/convert.js';

/** Patterns from `first` up to the next run's have this code. */
export interface EncodeRun {
  readonly first: number;
  readonly code: number;
}

const SIGN = 0x80000000;
const INFINITE = 0x7f800000;
const view = new DataView(new ArrayBuffer(4));

/** Runs of all 2^32 patterns in rising order: +0 to +NaN, then −0 to −NaN. */
export function nearestEvenRuns(format: FloatFormat, overflow: OverflowRule): EncodeRun[] {
  return [0, SIGN].flatMap((sign) => runsOfSign(format, overflow, sign));
}

function runsOfSign(format: FloatFormat, overflow: OverflowRule, sign: number): EncodeRun[] {
  const codeSign = sign === 0 ? 0 : signCode(format);
  const zero = format.negativeZero ? codeSign : 0;
  const largest = maxFiniteCode(format);
  const nan = nanCode(format, sign !== 0) as number;
  const infinity = infinityCode(format);
  const special = infinity === undefined ? nan : codeSign + infinity;
  const runs: EncodeRun[] = [{ first: sign, code: zero }];
  for (let code = 1; code <= largest; code++) {
    runs.push({
      first: sign + startOf(midpoint(decode(format, code - 1), decode(format, code)), code),
      code: codeSign + code,
    });
  }
  const top = decode(format, largest);
  const beyond = midpoint(top, top + (top - decode(format, largest - 1)));
  const overflowed = overflow === 'saturate' ? codeSign + largest : special;
  runs.push({ first: sign + startOf(beyond, largest + 1), code: overflowed });
  runs.push({ first: sign + INFINITE, code: overflowed });
  runs.push({ first: sign + INFINITE + 1, code: nan });
  return runs;
}

function midpoint(below: number, above: number): number {
  return (below + above) / 2;
}

/** The first pattern above the midpoint before `code`, or the midpoint itself where that code is even. */
function startOf(value: number, code: number): number {
  view.setFloat32(0, value);
  if (view.getFloat32(0) !== value) throw new RangeError(`${value} is not a float32`);
  return view.getUint32(0) + (code % 2);
}

/** Codes of the `count` patterns from `first` on. */
export function expectedCodes(
  format: FloatFormat,
  runs: readonly EncodeRun[],
  first: number,
  count: number,
): Uint8Array {
  if (bitsOf(format) > 8) throw new RangeError(`${format.name}: expected a format of at most 8 bits`);
  const codes = new Uint8Array(count);
  runs.forEach((run, i) => {
    const next = runs[i + 1]?.first ?? 2 ** 32;
    const [from, to] = [Math.max(run.first, first), Math.min(next, first + count)];
    if (from < to) codes.fill(run.code, from - first, to - first);
  });
  return codes;
}
