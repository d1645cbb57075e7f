/** The definition by runs that every float32 pattern was compared with equals the exact reference at every boundary. */
import { describe, expect, it } from 'vitest';
import { maxFiniteCode } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { OVERFLOW_RULES } from '../../models/rounding.js';
import { encode } from '../../sim/arithmetic/reference/convert.js';
import { ENCODED_FORMATS } from '../../verify/encode/proof.js';
import { type EncodeRun, expectedCodes, nearestEvenRuns } from '../../verify/encode/runs.js';

const view = new DataView(new ArrayBuffer(4));
function float32(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

/** The code of a pattern by the runs. */
function codeByRuns(runs: readonly EncodeRun[], pattern: number): number | undefined {
  return runs.findLast(({ first }) => first <= pattern)?.code;
}

describe.each(ENCODED_FORMATS)('the runs of %s', (name) => {
  const format = resolveFloatFormat(name, 'test');

  it.each(OVERFLOW_RULES)('say what the exact reference says about each boundary, %s', (overflow) => {
    const runs = nearestEvenRuns(format, overflow);
    expect(runs.length).toBe(2 * (maxFiniteCode(format) + 4));
    const steps = [-2, -1, 0, 1, 2];
    const patterns = runs.flatMap(({ first }, i) => {
      const next = runs[i + 1]?.first ?? 2 ** 32;
      return [...steps.map((step) => first + step), Math.floor((first + next) / 2)];
    });
    const wrong = patterns
      .filter((pattern) => pattern >= 0 && pattern < 2 ** 32)
      .filter((pattern) => {
        const rule = { rounding: 'nearest-even', overflow } as const;
        return encode(format, float32(pattern), rule, undefined, pattern >= 2 ** 31) !== codeByRuns(runs, pattern);
      });
    expect(wrong).toEqual([]);
  });

  it('rise, so that nothing lies between the boundaries', () => {
    const runs = nearestEvenRuns(format, 'special');
    const falling = runs.filter(({ first }, i) => i > 0 && first <= (runs[i - 1]?.first ?? 0));
    expect(falling).toEqual([]);
    expect(expectedCodes(format, runs, 2 ** 31 - 2, 4).length).toBe(4);
  });
});
