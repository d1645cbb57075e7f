/** The chart of the first screen: speed and energy by the work of a tile, held against the counting engine. */
import { describe, expect, it } from 'vitest';
import { tiledMachine } from '../../models/machines/machines.js';
import { network } from '../../models/networks/networks.js';
import { technology } from '../../models/technologies/technologies.js';
import { timeUnderCap } from '../../records/energy.js';
import { composeReport } from '../../reports/compose/compose.js';
import type { PricedRun } from '../../reports/compose/input.js';
import { gemmShape } from '../../sim/array/plan/gemm-shape.js';
import { productWork, simulateProduct } from '../../sim/array/product.js';
import { simulateTrace } from '../../sim/array/simulate.js';
import { energyRecord, priceCounts } from '../../sim/energy/price.js';
import { type LoweredTraceOptions, loweredTrace } from '../../traces/lowering/lower.js';
import { recipe } from '../../traces/training/recipes.js';
import { handRun, NARROW, PLAIN } from './hand-runs.js';

const MACHINE = tiledMachine('ipu21', 'test');

type Step = Pick<LoweredTraceOptions, 'pass' | 'optimiser'>;

function lowered(name: 'fp16' | 'fp8', batch: number, step: Step = {}): PricedRun {
  const chosen = recipe(name, {}, 'test');
  const options = { network: network('mlp', 'test'), recipe: chosen, unit: 'ipu21-amp', batch, toolVersion: '0' };
  const trace = loweredTrace({ ...options, ...step }, 'test');
  const run = simulateTrace(trace, MACHINE, { engine: 'counted', activity: 'none' });
  const energy = energyRecord(run, '0'.repeat(64), technology('published-7nm', 'test'));
  const sha256 = `${name} ${batch}`;
  return { where: sha256, run, runSha256: sha256, energy, energySha256: sha256, trace: trace.record, tensors: [] };
}

const ratio = (of: (run: PricedRun) => number, batch: number) => of(lowered('fp8', batch)) / of(lowered('fp16', batch));
const cyclesOf = ({ run }: PricedRun) => run.totals.cycles;
const energyOf = ({ energy }: PricedRun) => energy.totalPj.value;

it.each([{ pass: 'inference' }, { optimiser: { kind: 'adamw' } }] as const)(
  '%j: other batches are of the same kind',
  (step) => {
    const [base, input] = [lowered('fp16', 128, step), lowered('fp8', 128, step)];
    const { charts } = composeReport([base, input]);
    const speed = charts.find(({ id }) => id === 'gain-against-work')?.series.find(({ name }) => name === 'speed');
    expect(speed?.y[1]).toBeCloseTo(cyclesOf(base) / cyclesOf(input), 12);
    const [larger, other] = [lowered('fp16', 512, step), lowered('fp8', 512, step)];
    expect(speed?.y[2]).toBeCloseTo(cyclesOf(larger) / cyclesOf(other), 12);
  },
);

describe('speed and energy by the work of a tile', () => {
  const report = composeReport([lowered('fp16', 128), lowered('fp8', 128)]);
  const chart = report.charts[0];
  const line = (name: string) => chart?.series.find((series) => series.name === name);

  it('is the first chart, and the one of the first screen', () => {
    expect([chart?.id, report.leadChart]).toEqual(['gain-against-work', 'gain-against-work']);
  });

  it('is one for each row, in which speed and energy are told apart', () => {
    const again = { ...lowered('fp8', 128), where: 'b', energySha256: 'b', givenLabel: 'again' };
    const { charts } = composeReport([lowered('fp16', 128), lowered('fp8', 128), again]);
    const drawn = charts.filter(({ id }) => id.startsWith('gain-against-work'));
    expect(drawn.map(({ id }) => id)).toEqual(['gain-against-work', 'gain-against-work-again']);
    for (const { series } of drawn) {
      expect(series.map(({ name }) => name)).toEqual(['this run', 'speed', 'energy', 'dense product']);
    }
  });

  it('has a quarter of the batch, the batch, and four times as much up to 4,096', () => {
    const macs = lowered('fp16', 128).run.totals.counts.usefulMacs / 1472;
    expect(line('speed')?.x).toEqual([32, 128, 512, 2048, 4096].map((batch) => (macs * batch) / 128));
  });

  it('has the ratios of the counting engine at each batch', () => {
    for (const [i, batch] of [32, 128, 512].entries()) {
      expect(line('speed')?.y[i]).toBeCloseTo(1 / ratio(cyclesOf, batch), 12);
      expect(line('energy')?.y[i]).toBeCloseTo(ratio(energyOf, batch), 12);
    }
  });

  it('marks the run itself, and has a dense product as the limit', () => {
    expect(line('this run')?.y).toEqual([line('speed')?.y[1], line('energy')?.y[1]]);
    expect(chart?.lines).toContainEqual({ axis: 'x', value: line('speed')?.x?.[1], label: 'this run' });
    /** Under the power cap, which the wider product meets. */
    const product = (format: string, width: 'fp16' | 'fp8') => {
      const request = { shape: gemmShape(4096, 4096, 4096, width, 'fp16'), format, engine: 'counted' } as const;
      const work = productWork(simulateProduct(request, MACHINE), request, MACHINE);
      return timeUnderCap(priceCounts(work, technology('published-7nm', 'test')), work.totals.timeS);
    };
    const dense = line('dense product');
    expect(dense?.x).toEqual([4096 ** 3 / 1472, 4096 ** 3 / 1472]);
    expect(dense?.y[0]).toBeCloseTo(product('float16', 'fp16') / product('float8_e4m3fnuz', 'fp8'), 12);
    expect(dense?.y[0]).toBeGreaterThan(1.5);
  });

  it('gives the energy the range of both runs at one end of the table', () => {
    const { low = [], high = [], y = [] } = line('energy') ?? {};
    for (const [i, value] of y.entries()) {
      expect(low[i]).toBeLessThanOrEqual(value ?? 0);
      expect(high[i]).toBeGreaterThanOrEqual(value ?? 0);
    }
  });
});

describe('there is no such chart', () => {
  it.each<[string, () => PricedRun[]]>([
    ['of a network that is not in the catalogue', () => [handRun(PLAIN), handRun(NARROW)]],
    ['of one run', () => [lowered('fp8', 32)]],
    ['of two batches', () => [lowered('fp16', 32), lowered('fp8', 64)]],
    [
      'where the network of that name is another: its step does not take as long',
      () => {
        const [plain, narrow] = [lowered('fp16', 32), lowered('fp8', 32)];
        const totals = { ...narrow.run.totals, cycles: narrow.run.totals.cycles + 1 };
        return [plain, { ...narrow, run: { ...narrow.run, totals } }];
      },
    ],
  ])('%s', (_, runs) => {
    const { charts, leadChart } = composeReport(runs());
    expect(charts.map(({ id }) => id)).not.toContain('gain-against-work');
    expect(leadChart).toBeUndefined();
  });
});
