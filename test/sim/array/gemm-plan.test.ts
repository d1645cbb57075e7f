import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { codesOfBytes } from '../../../sim/array/activity.js';
import { exchangeCycles } from '../../../sim/array/exchange/phase.js';
import { partOf } from '../../../sim/array/memory/placement.js';
import { planGemm } from '../../../sim/array/plan/gemm-plan.js';
import { gemmShape, grainsOf } from '../../../sim/array/plan/gemm-shape.js';
import { simulateProduct } from '../../../sim/array/product.js';

const plan = (m: number, n: number, k: number, machine = ipu21) =>
  planGemm(gemmShape(m, n, k, 'fp8', 'fp16'), machine, { bytes: 0, operands: 'gathered' }, 'gemm');

describe('planning a product', () => {
  it('leaves k whole where adding partial sums would cost more than it saves', () => {
    expect(plan(6, 16, 64)).toMatchObject({ splitN: 1, splitK: 1, rounds: 1 });
  });

  it('takes many tiles for a large product, within SRAM', () => {
    const { splitM, splitN, splitK, sramBytes } = plan(4096, 4096, 4096);
    expect(splitM * splitN * splitK).toBeGreaterThan(1000);
    expect(sramBytes).toBeLessThanOrEqual(ipu21.tile.sramBytes - ipu21.tile.reservedBytes);
  });

  it('says what does not fit and what to do about it', () => {
    const small = withFields(ipu21, { tiles: 2 }, 'test');
    expect(() => plan(16384, 16384, 64, small)).toThrow(
      /expected a split whose blocks fit 586960 bytes of SRAM a tile.*use a smaller batch or more tiles/,
    );
  });

  it('goes in rounds of k where one gather does not fit', () => {
    expect(plan(2048, 512, 65536, withFields(ipu21, { tiles: 64 }, 'test')).rounds).toBeGreaterThan(1);
  });
});

describe('parts', () => {
  it('cover a length once, in whole grains but for the end, and differ by at most one grain', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom(1, 16, 32),
        (length, parts, grain) => {
          const ranges = Array.from({ length: parts }, (_, i) => partOf(length, parts, grain, i));
          expect(ranges[0]?.from).toBe(0);
          expect(ranges.at(-1)?.to).toBe(length);
          ranges.forEach(({ from, to }, i) => {
            expect(from).toBe(ranges[i - 1]?.to ?? 0);
            expect(from % grain).toBe(0);
            expect(to - from).toBeLessThanOrEqual(grain * Math.ceil(Math.ceil(length / grain) / parts));
          });
        },
      ),
    );
  });
});

describe('an exchange phase', () => {
  const phase = { pattern: 'gather', receivedBytesPerTile: 4000, sentBytes: 4000, receivedBytes: 8000 } as const;

  it('lasts its words over the efficiency, plus latency, barrier and skew', () => {
    const exchange = {
      ...ipu21.exchange,
      bytesPerCycle: 4,
      gatherEfficiency: 0.5,
      latencyCycles: 100,
      phaseCycles: 250,
      skewCycles: 50,
    };
    // 4000 B at 4 B a cycle are 1000 words, 2000 scheduled cycles; and 100 of latency.
    expect(exchangeCycles(phase, exchange)).toEqual({ cycles: 2400, byCause: { exchange: 2100, sync: 300 } });
  });

  it('of nothing takes no time', () => {
    expect(exchangeCycles({ ...phase, receivedBytes: 0 }, ipu21.exchange).cycles).toBe(0);
  });
});

describe('activity over tiles', () => {
  const shape = gemmShape(24, 48, 96, 'fp8', 'fp16');
  const matrix = (length: number, columns: number, code: (i: number) => number) => ({
    codes: Uint8Array.from({ length }, (_, i) => code(i)),
    columns,
    format: 'float8_e4m3fnuz',
  });
  const zerosOf = (machine: typeof ipu21) => {
    const [left, right] = [matrix(24 * 96, 96, (i) => (i % 3 === 0 ? 0 : 64)), matrix(96 * 48, 48, () => 64)];
    return simulateProduct({ shape, format: 'float8_e4m3fnuz', engine: 'counted', operands: [left, right] }, machine).op
      .counts;
  };

  it('counts the products with a zero operand, whatever the plan', () => {
    // A third of the left operand is zero: a third of 24 · 48 · 96 products.
    for (const tiles of [1, 7, 64]) {
      expect(zerosOf(withFields(ipu21, { tiles }, 'test')).zeroMacs).toBe((24 * 48 * 96) / 3);
    }
  });

  it('reads codes from any part of a larger buffer, such as a file', () => {
    const file = Buffer.from([9, 9, 1, 2, 3, 4, 9]);
    expect(codesOfBytes(file.subarray(2, 6), 'float8_e4m3fnuz')).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(codesOfBytes(file.subarray(2, 6), 'float16')).toEqual(Uint16Array.of(0x0201, 0x0403));
  });

  it('keeps splits at whole panels and channel groups', () => {
    expect(grainsOf(ipu21, shape)).toEqual({ k: 32, n: 16 });
  });
});
