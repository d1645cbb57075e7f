import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { tiledMachine } from '../../../models/machines/machines.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { published7nm } from '../../../models/technologies/published-7nm.js';
import {
  ACTIONS,
  type ActionOf,
  type EnergyFigures,
  type Technology,
} from '../../../models/technologies/technology.js';
import { COMPONENTS } from '../../../records/energy.js';
import type { TileRun } from '../../../records/run.js';
import { SCHEMAS } from '../../../records/schema.js';
import { gemmShape } from '../../../sim/array/plan/gemm-shape.js';
import { productWork, simulateProduct } from '../../../sim/array/product.js';
import { actionsOf, energyRecord, priceCounts } from '../../../sim/energy/price.js';

/** At the supply at which the table's figures hold. */
const atTableSupply = { 'power.supplyV': published7nm.supplyV };
const one = withFields(ipu21, { tiles: 1, ...atTableSupply }, 'test');
const { op, totals } = simulateProduct(
  { shape: gemmShape(12, 16, 32, 'fp8', 'fp16'), format: 'float8_e4m3fnuz', engine: 'counted' },
  one,
);
const run: TileRun = {
  schema: SCHEMAS.run,
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

const TABLE = published7nm.figures.tiles as EnergyFigures<'tiles'>;

/** A table where every action costs nothing but one. */
function only(action: ActionOf<'tiles'>, value: number): Technology {
  const free = ACTIONS.tiles.map((name) => [name, { ...TABLE[name], low: 0, value: 0, high: 0 }]);
  const one = { ...TABLE[action], low: value, value, high: value };
  return { ...published7nm, figures: { tiles: { ...Object.fromEntries(free), [action]: one } } };
}

describe('pricing a run', () => {
  it.each([
    // 12 rows × 16 channels × 32 inputs, half of them toggled; 12 rows × 4 issues × 4 outputs; one panel of 512 bytes.
    ['multiply.fp8', 12 * 16 * 32],
    ['add.fp8.fp16', 12 * 16 * 32],
    ['pipeline.fp8.fp16', 12 * 16 * 32],
    ['round.fp16', 12 * 4 * 4],
    ['multiply-toggle.fp8', (12 * 16 * 32) / 2],
    ['add-toggle.fp8.fp16', (12 * 16 * 32) / 2],
    ['coefficient-byte', 512],
    // A row's 32 bytes of inputs and 16 sums out, two bytes each: the one pass starts from zeros. Each of six workers
    // reads 8 bytes ahead. The panel does not pass the register file.
    ['operand-bus-byte', 512 + 12 * (32 + 32) + 6 * 8],
    ['register-byte', 12 * (32 + 32) + 6 * 8],
  ] as const)('counts %s as a hand count says', (action, count) => {
    expect(actionsOf(run)[0]?.counts[action]).toBe(count);
    expect(priceCounts(run, only(action, 3)).totalPj.value).toBe(3 * count);
  });

  it.each([
    ['fp16 partials', 'fp16', one],
    ['fp32 partials', 'fp32', one],
    ['ports of 16 bytes', 'fp16', withFields(tiledMachine('ipu21+wide-ports', 'test'), { tiles: 1 }, 'test')],
  ] as const)('counts partials and input bits of a product alike on any ports: %s', (_, partials, on) => {
    const request = {
      shape: gemmShape(12, 16, 32, 'fp8', partials),
      format: 'float8_e4m3fnuz',
      engine: 'counted',
    } as const;
    const [actions] = actionsOf(productWork(simulateProduct(request, on), request, on));
    // 12 rows of 16 outputs in one pass, each from 32 inputs of which half the bits toggle.
    expect(actions?.counts[`round.${partials}`]).toBe(12 * 16);
    expect(actions?.counts['multiply-toggle.fp8']).toBe((12 * 16 * 32) / 2);
    expect(actions?.counts[`add-toggle.fp8.${partials}`]).toBe((12 * 16 * 32) / 2);
  });

  const energy = energyRecord(run, '0'.repeat(64), published7nm);

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

  it('names the basis of most of the energy, with the share of each', () => {
    expect(priceCounts(run, only('worker-instruction', 1))).toMatchObject({
      headlineBasis: 'assumed',
      headlineShare: 1,
    });
    const shares = { measured: 1, gates: 0, published: 0, assumed: 0 };
    expect(priceCounts(run, only('operand-bus-byte', 1))).toMatchObject({
      headlineBasis: 'measured',
      basisShares: shares,
    });
    expect(Object.values(energy.basisShares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('average power is energy over simulated time', () => {
    expect(energy.averagePowerW.value).toBeCloseTo((energy.totalPj.value * 1e-12) / totals.timeS, 9);
  });
});

describe('the published table', () => {
  it('names a source and a basis for every figure, low ≤ central ≤ high', () => {
    for (const action of ACTIONS.tiles) {
      const { source, basis, low, value, high } = TABLE[action];
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
    const { averagePowerW } = priceCounts(busy, published7nm);
    expect(averagePowerW.value).toBeGreaterThan(40);
    expect(averagePowerW.value).toBeLessThanOrEqual(185);
  });
});
