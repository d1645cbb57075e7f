import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { network } from '../../../models/networks/networks.js';
import { codesOfBytes } from '../../../sim/array/activity.js';
import { exchangeCycles } from '../../../sim/array/exchange/phase.js';
import { partOf } from '../../../sim/array/memory/placement.js';
import { arrayOp } from '../../../sim/array/ops/all.js';
import { type GemmPlan, planGemm } from '../../../sim/array/plan/gemm-plan.js';
import { type GemmShape, gemmShape, grainsOf } from '../../../sim/array/plan/gemm-shape.js';
import { productWork, simulateProduct } from '../../../sim/array/product.js';
import { simulateTrace } from '../../../sim/array/simulate.js';
import { actionsOf } from '../../../sim/energy/price.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';
import { recipe } from '../../../traces/training/recipes.js';
import { givenPlan, productContext } from './given-plan.js';
import { loweredTrace } from './memory-trace.js';

const plan = (m: number, n: number, k: number, machine = ipu21) =>
  planGemm(gemmShape(m, n, k, 'fp8', 'fp16'), machine, { bytes: 0, left: 'gathered', right: 'gathered' }, 'gemm');

const planOf = (machine: typeof ipu21, m: number, n: number, k: number) => {
  const bytes = Math.ceil(((m + n) * k) / machine.tiles);
  return planGemm(gemmShape(m, n, k, 'fp8', 'fp16'), machine, { bytes, left: 'gathered', right: 'gathered' }, 'gemm');
};

/** Of a plan, stage by stage. */
function cyclesOf(plan: GemmPlan, shape: GemmShape, machine: typeof ipu21): number {
  const context = productContext(plan, shape, machine);
  return arrayOp('gemm')
    .stages(context)
    .reduce((sum, { exchange, work }) => {
      const slowest = Math.max(...work.map(({ task }) => closedForm(task, machine).cycles));
      return sum + exchangeCycles(exchange, machine.exchange).cycles + slowest;
    }, 0);
}

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

describe('the plan of a product on 1,472 tiles', () => {
  it.each([
    [16, 512, 512],
    [16, 512, 784],
    [96, 48, 4096],
    [700, 64, 320],
  ])('%i × %i × %i: no split of powers of two is faster', (m, n, k) => {
    const shape = gemmShape(m, n, k, 'fp8', 'fp16');
    const best = cyclesOf(plan(m, n, k), shape, ipu21);
    for (let splitM = 1; splitM <= m; splitM *= 2) {
      for (let splitN = 1; splitN <= n / 16; splitN *= 2) {
        for (let splitK = 1; splitK <= k / 32 && splitM * splitN * splitK <= 1472; splitK *= 2) {
          const other = givenPlan({ splitM, splitN, splitK, rounds: 1 });
          expect(cyclesOf(other, shape, ipu21), `${splitM} × ${splitN} × ${splitK}`).toBeGreaterThanOrEqual(best);
        }
      }
    }
  });
});

describe('rounds of k', () => {
  it('the fewest that fit are the fastest of all that do', () => {
    const machine = withFields(ipu21, { tiles: 24 }, 'test');
    const shape = gemmShape(600, 320, 14_000, 'fp8', 'fp16');
    const request = { shape, format: 'f143', engine: 'closed-form' } as const;
    const { plan: chosen } = simulateProduct(request, machine);
    expect(chosen.rounds).toBeGreaterThan(1);
    const cycles = (rounds: number) => cyclesOf({ ...chosen, rounds }, shape, machine);
    const fewest = cycles(chosen.rounds);
    for (let rounds = chosen.rounds + 1; rounds < 3 * chosen.rounds + 9; rounds++) {
      expect(cycles(rounds)).toBeGreaterThanOrEqual(fewest);
    }
    // One round fewer, and the longest gather of the fullest tile no longer fits beside what lives there.
    const panels = Math.ceil(Math.ceil(14_000 / 32) / chosen.splitK);
    const [m, n] = [Math.ceil(600 / chosen.splitM), 16 * Math.ceil(20 / chosen.splitN)];
    const gathered = 32 * Math.ceil(panels / (chosen.rounds - 1)) * (m + n);
    const homes = Math.ceil((14_000 * 920) / 24);
    const results = (chosen.splitK > 1 ? 2 : 1) * m * n * 2;
    const interleaved = 32 * Math.ceil(panels / (chosen.rounds - 1)) * n > 425_984;
    expect(homes + results + gathered > 586_960 || interleaved).toBe(true);
  });

  it('are not powers of two alone', () => {
    const rounds = new Set(
      [9000, 11_000, 13_000, 14_000].map((k) => planOf(withFields(ipu21, { tiles: 24 }, 'test'), 600, 320, k).rounds),
    );
    expect([...rounds].some((count) => !Number.isInteger(Math.log2(count)))).toBe(true);
  });
});

describe('a row times a matrix', () => {
  const request = (m: number, n: number, k: number) =>
    ({ shape: gemmShape(m, n, k, 'fp8', 'fp16'), format: 'f143', engine: 'closed-form' }) as const;

  it('is turned where that is faster: the matrix has the rows', () => {
    const { op, plan: chosen } = simulateProduct(request(1, 16_384, 4096), ipu21);
    expect(chosen.orientation).toBe('transposed');
    expect(op.plan.orientation).toBe('transposed');
    // As given each panel of coefficients serves one row; no such split of n and k over the tiles is as fast.
    const { shape } = request(1, 16_384, 4096);
    for (const splitN of [32, 64, 147, 205, 342, 1024]) {
      for (let splitK = 1; splitN * splitK <= 1472; splitK *= 2) {
        const given = givenPlan({ splitM: 1, splitN, splitK, rounds: 1 });
        expect(cyclesOf(given, shape, ipu21)).toBeGreaterThan(1.1 * op.cycles);
      }
    }
  });

  it('is left as it is where a tile has few columns', () => {
    expect(simulateProduct(request(1, 16, 32), withFields(ipu21, { tiles: 1 }, 'test')).plan.orientation).toBe(
      'as-given',
    );
  });

  it('counts the same useful products, and zeros of its operands wherever they are', () => {
    const [n, k] = [4096, 96];
    const left = {
      codes: Uint8Array.from({ length: k }, (_, i) => (i % 4 === 0 ? 0 : 64)),
      columns: k,
      format: 'f143',
    };
    // Of the matrix every fifth column is zero.
    const codes = Uint8Array.from({ length: k * n }, (_, i) => ((i % n) % 5 === 0 ? 0 : 64));
    const right = { codes, columns: n, format: 'f143' };
    const one = withFields(ipu21, { tiles: 3 }, 'test');
    const { op, plan: chosen } = simulateProduct({ ...request(1, n, k), operands: [left, right] }, one);
    expect(chosen.orientation).toBe('transposed');
    expect(op.counts.usefulMacs).toBe(n * k);
    // 24 of 96 inputs are zero; of the others 820 of 4,096 columns.
    expect(op.counts.zeroMacs).toBe(24 * 4096 + 72 * 820);
  });
});

describe('gating of zeros', () => {
  const shape = gemmShape(24, 48, 96, 'fp8', 'fp16');
  const matrix = (length: number, columns: number) => ({
    codes: Uint8Array.from({ length }, (_, i) => (i % 3 === 0 ? 0 : 64 + (i % 7))),
    columns,
    format: 'f143',
  });
  const run = (zeroGating: 'none' | 'gated') => {
    const operands = [matrix(24 * 96, 96), matrix(96 * 48, 48)] as const;
    const request = { shape, format: 'f143', engine: 'counted', operands, zeroGating } as const;
    const on = withFields(ipu21, { tiles: 1 }, 'test');
    return { request, on, result: simulateProduct(request, on) };
  };

  it('keeps latch and store as they were: fewer bits toggle, the same products are zero', () => {
    const [open, gated] = [run('none').result.op, run('gated').result.op];
    expect(gated.counts.inputToggles).toBeLessThan(open.counts.inputToggles);
    expect(gated.counts.coefficientToggles).toBeLessThan(open.counts.coefficientToggles);
    expect(gated.counts.zeroMacs).toBe(open.counts.zeroMacs);
    expect([open.zeroGating, gated.zeroGating]).toEqual([undefined, 'gated']);
    expect(gated.cycles).toBe(open.cycles);
  });

  it('switches zero products and padding off in energy', () => {
    const { request, on, result } = run('gated');
    const [actions] = actionsOf(productWork(result, request, on));
    expect(actions?.counts['multiply.fp8']).toBe(24 * 48 * 96 - result.op.counts.zeroMacs);
  });

  it('is read from the unit that a trace names', () => {
    const trace = loweredTrace(network('mlp', 'test'), recipe('fp8', {}, 'test'), 16);
    const units = trace.record.units.map((unit) => ({ ...unit, zeroGating: 'gated' as const }));
    const gatingOf = (of: typeof trace) =>
      simulateTrace(of, ipu21, { engine: 'closed-form', activity: 'none' })
        .ops.filter(({ kind }) => kind === 'gemm')
        .map(({ zeroGating }) => zeroGating);
    expect(new Set(gatingOf(trace))).toEqual(new Set([undefined]));
    expect(new Set(gatingOf({ ...trace, record: { ...trace.record, units } }))).toEqual(new Set(['gated']));
  });
});

describe('an exchange phase', () => {
  const phase = { pattern: 'gather', receivedBytesPerTile: 4000, sentBytes: 4000, receivedBytes: 8000 } as const;

  it('lasts as long as its schedule, plus barrier and skew', () => {
    const exchange = {
      ...ipu21.exchange,
      bytesPerCycle: 4,
      multicast: { turnCycles: 5, contention: 0, clash: 0.5 },
      clashPerOccupied: 0.8,
      latencyCycles: 100,
      phaseCycles: 250,
      skewCycles: 50,
    };
    // 1,000 words, a turn of 5, half of 0.8 × 0.5 of the words lost on a half-full tile, 100 of latency.
    expect(exchangeCycles(phase, exchange)).toEqual({ cycles: 1605, byCause: { exchange: 1305, sync: 300 } });
    expect(exchangeCycles(phase, exchange, 0).byCause.exchange).toBe(1000 + 5 + 100);
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
    expect(grainsOf(ipu21, shape)).toMatchObject({ k: 32, n: 16 });
  });
});
