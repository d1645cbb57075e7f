/**
 * Every pair of codes of at most 8 bits, as a sum of one product, through every unit. The reference was compared with
 * an independent definition and recorded; a shard of it is computed again. The fast twins are compared with the same
 * definition, whole.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ACCUMULATED,
  accumulatorCodes,
  expectedRow,
  PAIR_SHARDS,
  pairShard,
  pairUnits,
  unitName,
} from '../../bench/pair-shards.js';
import { bitsOf } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { UNIT_FAMILIES } from '../../models/units/families.js';
import { resultFormat } from '../../models/units/unit.js';
import { gemmThroughUnit, twinOf } from '../../sim/arithmetic/kernels/dispatch.js';
import { createHost } from '../../sim/arithmetic/kernels/engine.js';
import { gemmScalar } from '../../sim/arithmetic/kernels/scalar/gemm-scalar.js';
import { commitShard } from './commit-shard.js';

interface PairsRecord {
  readonly command: string;
  readonly commit: string;
  readonly units: number;
  readonly accumulated: readonly number[];
  readonly shards: readonly string[];
}

const record = JSON.parse(readFileSync(new URL('pairs.json', import.meta.url), 'utf8')) as PairsRecord;
const units = pairUnits();
const { host, close } = createHost({ threads: 1 });
afterAll(close);

const codesOfBits = (name: string) => 2 ** bitsOf(resolveFloatFormat(name, 'test'));
const codes = (count: number) => Uint8Array.from({ length: count }, (_, code) => code);

describe('the record of all pairs', () => {
  it('names its command, its commit and a hash of each shard', () => {
    expect(record.command).toBe('npm run build && node dist/bench/all-pairs.js');
    expect(record.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(record.units).toBe(units.length);
    expect(record.accumulated).toEqual([...ACCUMULATED]);
    expect(record.shards.length).toBe(PAIR_SHARDS);
  });

  it('covers every family that takes 8 bits', () => {
    const covered = new Set(units.map(({ family }) => family));
    const without = UNIT_FAMILIES.filter(({ name }) => !covered.has(name)).map(({ name }) => name);
    // float16, bfloat16 and tf32 only.
    expect(without).toEqual(['volta', 'turing', 'ampere']);
  });

  it('is met again by the shard that the commit chooses', () => {
    const shard = commitShard();
    expect(pairShard(shard)).toEqual({ sha256: record.shards[shard], wrong: [] });
  });
});

describe('every fast twin gives what is defined, on all pairs', () => {
  /** Each with c = 0 and one of the other accumulators in turn. */
  const twins = units.map((unit, i) => {
    const [zero, ...others] = accumulatorCodes(unit);
    return [unitName(unit), unit, [zero ?? 0, others[i % others.length] ?? 0]] as const;
  });

  it('there is one of every unit', () => {
    expect(units.filter((unit) => twinOf(unit) === 'none').map(unitName)).toEqual([]);
  });

  it.each(twins)('%s', (_, unit, accumulators) => {
    const [m, n] = [codesOfBits(unit.aFormat), codesOfBits(unit.bFormat)];
    const isWide = bitsOf(resolveFloatFormat(resultFormat(unit), 'test')) > 16;
    const wrong: string[] = [];
    for (const c of accumulators) {
      const initial = isWide ? new Uint32Array(m * n).fill(c) : new Uint16Array(m * n).fill(c);
      const request = { unit, m, n, k: 1, a: codes(m), b: codes(n), scaleSum: 0, initial };
      // The engine's twin, and the scalar one where that is another.
      const twins = [gemmThroughUnit(host, request).codes];
      if (twinOf(unit) === 'simd') twins.push(gemmScalar(host, request));
      for (let a = 0; a < m; a++) {
        expectedRow(unit, a, c).forEach((code, b) => {
          for (const got of twins) {
            if (got[a * n + b] !== code) wrong.push(`${a} ${b} ${c}: ${got[a * n + b]}, expected ${code}`);
          }
        });
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});
