/** What a superstep says of itself: barriers where something moves, formats of what it reads, causes that add up. */
import { expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { network } from '../../../models/networks/networks.js';
import { simulateTrace } from '../../../sim/array/simulate.js';
import { loweredTrace } from '../../../traces/lowering/lower.js';
import { recipe } from '../../../traces/training/recipes.js';

const step = { network: network('cnn', 'test'), recipe: recipe('fp8', {}, 'test'), unit: 'ipu21-amp', batch: 6 };
const trace = loweredTrace({ ...step, toolVersion: '0' }, 'test');
const run = (tiles: number) =>
  simulateTrace(trace, withFields(ipu21, { tiles }, 'test'), { engine: 'closed-form', activity: 'none' });

it('a phase in which something moves is a barrier for every tile, others are none', () => {
  for (const { counts, cyclesByCause, kind } of run(50).ops) {
    // 254 cycles of entry and exit a phase, and 700 of skew: the sync of an op is as many as its phases.
    const phases = cyclesByCause.sync / (254 + 700);
    expect([kind, counts.syncs]).toEqual([kind, 50 * phases]);
    expect(counts.exchangeReceivedBytes > 0).toBe(phases > 0);
  }
});

it('an element-wise op that reads where it writes moves nothing', () => {
  const { ops } = run(50);
  const relu = ops.find(({ operation }) => operation === 'element-wise relu' || operation === 'relu');
  expect(relu?.counts).toMatchObject({ syncs: 0, exchangeSentBytes: 0, exchangeReceivedBytes: 0 });
});

it('each op reads the formats of its inputs, in their order, and follows the one before', () => {
  const { ops, totals } = run(50);
  let at = 0;
  trace.ops.forEach(({ id, inputs, output }, i) => {
    const op = ops[i];
    expect(op?.op).toBe(id);
    expect(op?.formats).toEqual(inputs.map((input) => trace.tensors.get(input)?.format));
    expect(op?.outputFormat).toBe(trace.tensors.get(output)?.format);
    expect(op?.startCycle).toBe(at);
    expect(Object.values(op?.cyclesByCause ?? {}).reduce((sum, cycles) => sum + cycles, 0)).toBe(op?.cycles);
    at += op?.cycles ?? 0;
  });
  expect(totals.cycles).toBe(at);
});
