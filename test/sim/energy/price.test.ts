import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { published7nm } from '../../../models/technologies/published-7nm.js';
import { ACTIONS, type Technology } from '../../../models/technologies/technology.js';
import { COMPONENTS } from '../../../records/energy.js';
import type { RunRecord } from '../../../records/run.js';
import { gemmShape } from '../../../sim/array/plan/gemm-plan.js';
import { simulateProduct } from '../../../sim/array/product.js';
import { actionCounts, priceRun } from '../../../sim/energy/price.js';

const one = withFields(ipu21, { tiles: 1 }, 'test');
const { op, totals } = simulateProduct(
  { shape: gemmShape(12, 16, 32, 'fp8', 'fp16'), format: 'float8_e4m3fnuz', engine: 'counted' },
  one,
);
const run: RunRecord = {
  schema: 'octile.run/1.0',
  traceSha256: '0'.repeat(64),
  machine: { ...one },
  engine: 'counted',
  activity: 'none',
  network: { name: 'gemm', batch: 1 },
  recipe: 'test',
  steps: 1,
  ops: [op],
  totals,
};

/** A table where every action costs nothing but one. */
function only(action: (typeof ACTIONS)[number], value: number): Technology {
  const figures = Object.fromEntries(
    ACTIONS.map((name) => [name, { ...published7nm.figures[name], low: 0, value: 0, high: 0 }]),
  );
  return {
    ...published7nm,
    figures: {
      ...figures,
      [action]: { ...published7nm.figures[action], low: value, value, high: value },
    } as Technology['figures'],
  };
}

describe('pricing a run', () => {
  it.each([
    // 12 rows × 16 channels × 32 inputs; 12 rows × 4 issues × 4 outputs; one panel of 512 bytes.
    ['mac.fp8', 12 * 16 * 32],
    ['partial-rounding', 12 * 4 * 4],
    ['toggle.fp8', 12 * 4 * 32],
    ['coefficient-byte', 512],
  ] as const)('counts %s as a hand count says', (action, count) => {
    expect(actionCounts(op, run)[action]).toBe(count);
    expect(priceRun(run, '0'.repeat(64), only(action, 3)).totalPj.value).toBe(3 * count);
  });

  const energy = priceRun(run, '0'.repeat(64), published7nm);

  it('adds up: entries, ops and components give the same total', () => {
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(energy.entries.map(({ energyPj }) => energyPj.value))).toBeCloseTo(energy.totalPj.value, 6);
    expect(sum(energy.perOp.map(({ energyPj }) => energyPj.value))).toBeCloseTo(energy.totalPj.value, 6);
    expect(sum(COMPONENTS.map((component) => energy.byComponent[component].value))).toBeCloseTo(
      energy.totalPj.value,
      6,
    );
  });

  it('keeps low ≤ central ≤ high, everywhere', () => {
    for (const { energyPj } of [...energy.entries, ...energy.perOp]) {
      expect(energyPj.low).toBeLessThanOrEqual(energyPj.value);
      expect(energyPj.value).toBeLessThanOrEqual(energyPj.high);
    }
  });

  it('says "assumed" while entries that matter are assumed, and "published" when none is', () => {
    expect(energy.headlineBasis).toBe('assumed');
    expect(priceRun(run, '0'.repeat(64), only('sram-read-byte', 1)).headlineBasis).toBe('published');
  });

  it('average power is energy over simulated time', () => {
    expect(energy.averagePowerW.value).toBeCloseTo((energy.totalPj.value * 1e-12) / totals.timeS, 9);
  });
});

describe('the published table', () => {
  it('names a source and a basis for every figure, low ≤ central ≤ high', () => {
    for (const action of ACTIONS) {
      const { source, basis, low, value, high } = published7nm.figures[action];
      expect(source.length).toBeGreaterThan(20);
      expect(basis === 'assumed').toBe(source.startsWith('assumed'));
      expect(low).toBeLessThanOrEqual(value);
      expect(value).toBeLessThanOrEqual(high);
    }
  });

  it('puts a fully busy fp8 product on all tiles below the 185 W that the C600 may draw', () => {
    const product = simulateProduct(
      { shape: gemmShape(4096, 4096, 4096, 'fp8', 'fp16'), format: 'float8_e4m3fnuz', engine: 'counted' },
      ipu21,
    );
    const busy = { ...run, machine: { ...ipu21 }, ops: [product.op], totals: product.totals };
    const { averagePowerW } = priceRun(busy, '0'.repeat(64), published7nm);
    expect(averagePowerW.value).toBeGreaterThan(40);
    expect(averagePowerW.value).toBeLessThan(185);
  });
});
