/**
 * Every pair of codes of at most 8 bits, as a sum of one product, through every unit: the fast twins are compared,
 * whole, with the independent definition that the reference was compared with in the record.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { bitsOf } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { UNIT_FAMILIES, unitFamily } from '../../models/units/families.js';
import { resultFormat } from '../../models/units/unit.js';
import { gemmThroughUnit, twinOf } from '../../sim/arithmetic/kernels/dispatch.js';
import { createHost } from '../../sim/arithmetic/kernels/engine.js';
import { gemmScalar } from '../../sim/arithmetic/kernels/scalar/gemm-scalar.js';
import { accumulatorCodes, expectedRow, pairUnits, unitName } from '../../verify/pairs/proof.js';

const units = pairUnits();
/** Pairs in float32 of 8-bit operands: a unit that only a file can give. */
const PAIRS_OF_FP8 = {
  ...unitFamily('cdna2', 'test').resolve('bfloat16', 'bfloat16', {}, 'test'),
  aFormat: 'float8_e5m2',
  bFormat: 'float8_e4m3fn',
};
const { host, close } = createHost({ threads: 1 });
afterAll(close);

const codesOfBits = (name: string) => 2 ** bitsOf(resolveFloatFormat(name, 'test'));
const codes = (count: number) => Uint8Array.from({ length: count }, (_, code) => code);

describe('the units of the proof', () => {
  it('are of every family that takes 8 bits', () => {
    const covered = new Set(units.map(({ family }) => family));
    const without = UNIT_FAMILIES.filter(({ name }) => !covered.has(name)).map(({ name }) => name);
    // float16, bfloat16, tf32 and float32 only.
    expect(without).toEqual(['volta', 'turing', 'ampere', 'cdna1', 'cdna2', 'cdna2-bf16']);
  });
});

describe('every fast twin gives what is defined, on all pairs', () => {
  it('there is one of every unit', () => {
    expect(units.filter((unit) => twinOf(unit) === 'none').map(unitName)).toEqual([]);
  });

  it.each([...units, PAIRS_OF_FP8].map((unit) => [unitName(unit), unit] as const))('%s', (_, unit) => {
    const [m, n] = [codesOfBits(unit.aFormat), codesOfBits(unit.bFormat)];
    // Every accumulator in turn, a row each: every pair once.
    const accumulators = accumulatorCodes(unit);
    const accumulator = (a: number) => accumulators[a % accumulators.length] ?? 0;
    const isWide = bitsOf(resolveFloatFormat(resultFormat(unit), 'test')) > 16;
    const initial = isWide ? new Uint32Array(m * n) : new Uint16Array(m * n);
    for (let a = 0; a < m; a++) initial.fill(accumulator(a), a * n, (a + 1) * n);
    const request = { unit, m, n, k: 1, a: codes(m), b: codes(n), scaleSum: 0, initial };
    // The engine's twin, and the scalar one where that is another.
    const twins = [gemmThroughUnit(host, request).codes];
    if (twinOf(unit) === 'simd') twins.push(gemmScalar(host, request));
    const wrong: string[] = [];
    for (let a = 0; a < m; a++) {
      expectedRow(unit, a, accumulator(a)).forEach((code, b) => {
        for (const got of twins) {
          if (got[a * n + b] !== code) wrong.push(`${a} ${b}: ${got[a * n + b]}, expected ${code}`);
        }
      });
    }
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});
