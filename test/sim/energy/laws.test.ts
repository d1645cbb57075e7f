/** Laws of energy actions that hold for every op, over whole networks and several chips: what no count may contradict. */
import { describe, expect, it } from 'vitest';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { network } from '../../../models/networks/networks.js';
import { published7nm } from '../../../models/technologies/published-7nm.js';
import type { TileRun } from '../../../records/run.js';
import { simulateTrace } from '../../../sim/array/simulate.js';
import { actionsOf, priceCounts } from '../../../sim/energy/price.js';
import { chipTraces } from '../../../traces/lowering/chips/lower-chips.js';
import { loweredTrace } from '../../../traces/lowering/lower.js';
import { recipe } from '../../../traces/training/recipes.js';

const CLOSED = { engine: 'closed-form', activity: 'none' } as const;

function lowered(name: string, batch: number, pass: 'training' | 'inference', format: 'fp8' | 'fp16') {
  const graph = network(name, 'test');
  return { network: graph, recipe: recipe(format, {}, 'test'), unit: 'ipu21-amp', batch, pass, toolVersion: '0' };
}

const work: [string, () => TileRun][] = [
  [
    'resnet50, training, fp8',
    () => simulateTrace(loweredTrace(lowered('resnet50', 4, 'training', 'fp8'), 'test'), ipu21, CLOSED),
  ],
  [
    'bert-large, inference, fp16',
    () => simulateTrace(loweredTrace(lowered('bert-large', 2, 'inference', 'fp16'), 'test'), ipu21, CLOSED),
  ],
  [
    'efficientnet-b0, inference, fp16',
    () => simulateTrace(loweredTrace(lowered('efficientnet-b0', 4, 'inference', 'fp16'), 'test'), ipu21, CLOSED),
  ],
  [
    'cnn, training, on four chips',
    () => {
      const chips = { chips: 4, parallel: 'data', microBatches: 1 } as const;
      const [first] = chipTraces(lowered('cnn', 32, 'training', 'fp8'), chips, 'test');
      return simulateTrace(first as NonNullable<typeof first>, ipu21, CLOSED);
    },
  ],
];

describe.each(work)('%s', (_, simulated) => {
  const run = simulated();
  const actions = actionsOf(run);

  it('reads from SRAM what it sends, and writes there what it receives', () => {
    for (const { op, counts } of run.ops) {
      expect(counts.sramReadBytes, op).toBeGreaterThanOrEqual(counts.exchangeSentBytes);
      expect(counts.sramWriteBytes, op).toBeGreaterThanOrEqual(counts.exchangeReceivedBytes);
    }
  });

  it('does nothing less than no times, and brings no less to its units than its coefficients', () => {
    for (const { op, counts } of actions) {
      for (const [action, count] of Object.entries(counts)) expect(count, `${op} ${action}`).toBeGreaterThanOrEqual(0);
    }
  });

  it('has the products of every op that multiplies, convolutions too', () => {
    const macs = (names: Readonly<Record<string, number>>) =>
      Object.entries(names).reduce((sum, [name, count]) => (/^multiply\.fp/.test(name) ? sum + count : sum), 0);
    for (const [i, { op, counts }] of run.ops.entries()) {
      const expected = counts.ampIssues === 0 ? 0 : counts.usefulMacs + counts.paddingMacs;
      expect(macs(actions[i]?.counts ?? {}), op).toBe(expected);
    }
  });

  it('runs the active clock at most while the clock runs', () => {
    for (const { op, counts } of actions) {
      expect(counts['active-clock'], op).toBeLessThanOrEqual(counts.clock ?? 0);
    }
  });

  it('draws no more than its machine may', () => {
    expect(priceCounts(run, published7nm).averagePowerW.value).toBeLessThanOrEqual(ipu21.power.capW);
  });
});
