/** What goes over the links of small networks on several chips, counted by hand; all chips together do the whole. */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import type { NetworkGraph } from '../../../models/networks/graph.js';
import type { OpOf } from '../../../records/trace/op.js';
import type { Trace } from '../../../records/trace/trace-folder.js';
import { simulateTrace } from '../../../sim/array/simulate.js';
import { type ChipsRule, chipTraces } from '../../../traces/lowering/chips/lower-chips.js';
import { type LoweredTraceOptions, loweredTrace } from '../../../traces/lowering/lower.js';
import { recipe } from '../../../traces/training/recipes.js';
import { SMALL_MLP } from '../small-training.js';

const machine = withFields(ipu21, { tiles: 64 }, 'test');

function options(network: NetworkGraph, more: Partial<LoweredTraceOptions> = {}): LoweredTraceOptions {
  return { network, recipe: recipe('fp16', {}, 'test'), unit: 'ipu21-amp', batch: 4, toolVersion: '0', ...more };
}

function tracesOf(rule: Partial<ChipsRule>, ...of: Parameters<typeof options>): Trace[] {
  return chipTraces(options(...of), { chips: 4, parallel: 'data', microBatches: 1, ...rule }, 'test');
}

const run = (trace: Trace) => simulateTrace(trace, machine, { engine: 'closed-form', activity: 'none' });

function collectives({ ops }: Trace): OpOf<'collective'>[] {
  return ops.filter((op) => op.kind === 'collective');
}

/** Function and elements, one after another, as often as it is repeated. */
function exchanged(trace: Trace): string[] {
  return collectives(trace).map(
    ({ attributes, dims, repeat }) => `${attributes.function} ${dims.elements} × ${repeat}`,
  );
}

describe('data parallel: 784 · 48 + 48, 48 · 40 + 40 and 40 · 10 + 10 parameters on 4 chips', () => {
  const [trace] = tracesOf({}, SMALL_MLP) as [Trace];

  it('each gradient is added up over the chips before its update', () => {
    const sizes = [400, 10, 1920, 40, 37_632, 48];
    expect(exchanged(trace)).toEqual(sizes.map((elements) => `all-reduce ${elements} × 1`));
    const summed = new Set(collectives(trace).map(({ output }) => output));
    const updates = trace.ops.filter((op) => op.kind === 'update');
    expect(updates.every((op) => summed.has(op.inputs.at(-1) as string))).toBe(true);
  });

  it('a chip sends 2 · 3 ÷ 4 of each: halves for weights, floats for biases', () => {
    const { totals } = run(trace);
    expect(totals.counts.linkBytes).toBe((2 * (400 + 1920 + 37_632) + 4 * (10 + 40 + 48)) * 1.5);
    // 64 GB/s both ways round at 1.5 GHz, and six steps of 1,500 cycles a gradient.
    const bytes = [2 * 400, 4 * 10, 2 * 1920, 4 * 40, 2 * 37_632, 4 * 48];
    const cycles = bytes.map((each) => Math.ceil((each * 1.5 * 1.5) / 64) + 9000);
    expect(totals.cyclesByCause.links).toBe(cycles.reduce((sum, each) => sum + each, 0));
  });

  it('samples are those of four batches, the other ops those of one chip', () => {
    expect(run(trace).totals.samples).toBe(16);
    const whole = loweredTrace(options(SMALL_MLP), 'test');
    const own = trace.ops.filter(({ kind }) => kind !== 'collective').map(({ id }) => id);
    expect(own).toEqual(whole.ops.map(({ id }) => id));
  });

  it('in inference nothing is exchanged', () => {
    const [inference] = tracesOf({}, SMALL_MLP, { pass: 'inference' }) as [Trace];
    expect(exchanged(inference)).toEqual([]);
    expect(inference.record.network.batch).toBe(16);
  });
});

it('more chips than the links join are refused', () => {
  const [trace] = tracesOf({ chips: 9 }, SMALL_MLP) as [Trace];
  expect(() => run(trace)).toThrow('chips: expected at most 8, which the links of ipu21 join, got 9');
});
