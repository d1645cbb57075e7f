/**
 * All 2^32 float32 patterns through the fast encode, as recorded: the definition by runs that the record was compared
 * with equals the exact reference at every boundary, and one shard of 256 is computed again.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { type EncodeRun, expectedCodes, nearestEvenRuns } from '../../bench/encode-runs.js';
import { encodeShard, RECORDED_FORMATS, SHARDS } from '../../bench/encode-shards.js';
import { maxFiniteCode } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { OVERFLOW_RULES } from '../../models/rounding.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { encode } from '../../sim/arithmetic/reference/convert.js';
import { commitShard } from './commit-shard.js';

interface EncodeRecord {
  readonly command: string;
  readonly commit: string;
  readonly streams: Readonly<Record<string, string>>;
  readonly shards: readonly string[];
}

const record = JSON.parse(readFileSync(new URL('encode.json', import.meta.url), 'utf8')) as EncodeRecord;
const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const view = new DataView(new ArrayBuffer(4));
function float32(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

/** The code of a pattern by the runs. */
function codeByRuns(runs: readonly EncodeRun[], pattern: number): number | undefined {
  return runs.findLast(({ first }) => first <= pattern)?.code;
}

describe.each(RECORDED_FORMATS)('the runs of %s', (name) => {
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

describe('the record of all 2^32 patterns', () => {
  it('names its command, its commit and a hash of each stream', () => {
    expect(record.command).toMatch(/^npm run build && node dist\/bench\/encode-all\.js$/);
    expect(record.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(Object.keys(record.streams)).toEqual([...RECORDED_FORMATS]);
    expect(record.shards.length).toBe(SHARDS);
  });

  it('is met again by the shard that the commit chooses', () => {
    const shard = commitShard();
    expect(encodeShard(engine, shard)).toEqual({ sha256: record.shards[shard], wrong: 0 });
  });
});
