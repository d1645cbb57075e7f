/** What goes over the links of small networks on several chips, counted by hand; all chips together do the whole. */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { addNorm, attentionNodes, feedForward } from '../../../models/networks/catalogue/families/transformer.js';
import type { NetworkGraph } from '../../../models/networks/graph.js';
import type { OpOf } from '../../../records/trace/op.js';
import type { Trace } from '../../../records/trace/trace-folder.js';
import { simulateTrace } from '../../../sim/array/simulate.js';
import { type ChipsRule, chipTraces } from '../../../traces/lowering/chips/lower-chips.js';
import { type LoweredTraceOptions, loweredTrace } from '../../../traces/lowering/lower.js';
import { recipe } from '../../../traces/training/recipes.js';
import { SMALL_CNN, SMALL_MLP } from '../small-training.js';

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

/** Width 16, 4 heads, 32 inner: 4 · (16² + 16) + 2 · 16 · 32 + 48 + 2 · 32 parameters a block. */
const SMALL_ENCODER: NetworkGraph = {
  name: 'small-encoder',
  summary: '',
  inputs: [{ id: 'tokens', shape: ['batch', 'sequence'] }],
  nodes: [
    { id: 'words', kind: 'embedding', entries: 40, width: 16 },
    {
      id: 'encoder',
      kind: 'block',
      repeat: 4,
      nodes: [
        ...attentionNodes({ prefix: 'attention', width: 16, heads: 4, from: 'input', bias: true }),
        ...addNorm('attention', 'attention-out', 'input'),
        ...feedForward(32, 16, 'gelu'),
        ...addNorm('feed', 'narrow', 'attention-norm'),
      ],
    },
    { id: 'first', kind: 'slice', axis: 'tokens', length: 1 },
    { id: 'pooler', kind: 'linear', outputs: 16 },
  ],
  loss: 'softmax-cross-entropy',
  sequence: 6,
};

const macsOf = ({ ops }: Trace, layers = /./) =>
  ops
    .filter(({ layer }) => layers.test(layer))
    .reduce(
      (sum, op) => sum + (op.kind === 'gemm' ? op.dims.batch * op.dims.m * op.dims.n * op.dims.k * op.repeat : 0),
      0,
    );

describe('tensor parallel: an encoder of 4 blocks on 2 chips', () => {
  const [trace] = tracesOf({ parallel: 'tensor', chips: 2 }, SMALL_ENCODER) as [Trace];
  const whole = loweredTrace(options(SMALL_ENCODER), 'test');

  it('values of 4 · 6 · 16 are added up behind the table, and four times a block: two forward, two back', () => {
    expect(collectives(trace).every(({ dims }) => dims.elements === 4 * 6 * 16)).toBe(true);
    expect(collectives(trace).reduce((sum, { repeat }) => sum + repeat, 0)).toBe(1 + 4 * 4);
    expect(new Set(collectives(trace).map(({ attributes }) => attributes.function))).toEqual(new Set(['all-reduce']));
  });

  it('a chip sends 2 · 1 ÷ 2 of each, halves', () => {
    expect(run(trace).totals.counts.linkBytes).toBe(17 * 4 * 6 * 16 * 2);
  });

  it('products of the two chips are those of the whole; what is not cut each does', () => {
    expect(2 * macsOf(trace, /^encoder/)).toBe(macsOf(whole, /^encoder/));
    expect(macsOf(trace, /pooler/)).toBe(macsOf(whole, /pooler/));
  });

  it('parameters: half of what is cut; norms, biases behind sums and the pooler on each', () => {
    const cut = 40 * 16 + 4 * (4 * 256 + 3 * 16 + 2 * 16 * 32 + 32);
    const kept = 4 * (2 * 16 + 2 * 32) + 16 * 16 + 16;
    expect(whole.record.network.parameters).toBe(cut + kept);
    expect(trace.record.network.parameters).toBe(cut / 2 + kept);
  });

  it('in inference values are added up forward alone', () => {
    const [inference] = tracesOf({ parallel: 'tensor', chips: 2 }, SMALL_ENCODER, { pass: 'inference' }) as [Trace];
    expect(collectives(inference).reduce((sum, { repeat }) => sum + repeat, 0)).toBe(1 + 4 * 2);
  });

  it('samples are those of one batch', () => {
    expect(run(trace).totals.samples).toBe(4);
  });
});

describe('tensor parallel: layers without attention', () => {
  it('the first of a pair by columns, the second by rows: its sum goes over the links', () => {
    // The first layer's input needs no gradient; nor is there a layer to pair the third with.
    const [trace] = tracesOf({ parallel: 'tensor', chips: 2 }, SMALL_MLP) as [Trace];
    expect(exchanged(trace)).toEqual([`all-reduce ${4 * 40} × 1`]);
    const gemms = trace.ops.filter(({ kind, phase }) => kind === 'gemm' && phase === 'forward');
    expect(gemms.map(({ dims }) => dims)).toEqual([
      { batch: 1, m: 4, n: 24, k: 784 },
      { batch: 1, m: 4, n: 40, k: 24 },
      { batch: 1, m: 4, n: 10, k: 40 },
    ]);
  });

  it.each([
    ['heads that the chips do not divide', SMALL_ENCODER, 3, 'chips that divide its 4 heads, got 3'],
    ['a network of convolutions', SMALL_CNN, 2, 'linear layers in pairs, or attention between them'],
  ] as const)('%s: refused', (_, network, chips, text) => {
    expect(() => tracesOf({ parallel: 'tensor', chips }, network)).toThrow(text);
  });
});

describe('states that live in the host’s memory', () => {
  const streamed = (optimiser: 'sgd-momentum' | 'adamw', more: Partial<LoweredTraceOptions> = {}) =>
    loweredTrace(options(SMALL_MLP, { stream: 'states', optimiser: { kind: optimiser }, ...more }), 'test');

  it.each([
    // 40,050 floats: forward the parameters; for the update they and each state, in and out.
    ['sgd-momentum', 1 + 2 * 2],
    ['adamw', 1 + 2 * 3],
  ] as const)('%s: %i times the parameters', (optimiser, times) => {
    const { totals } = run(streamed(optimiser));
    expect(totals.counts.hostBytes).toBe(times * 4 * 40_050);
    expect(totals.cyclesByCause.host).toBeGreaterThanOrEqual((times * 4 * 40_050 * 1.5) / 5);
  });

  it('in inference weights come once', () => {
    const { totals } = run(streamed('adamw', { pass: 'inference' }));
    expect(totals.counts.hostBytes).toBe(2 * 40_050);
  });

  it('what lives there leaves room: an encoder holds fewer bytes, and does the same', () => {
    const adamw = { optimiser: { kind: 'adamw' } } as const;
    const whole = loweredTrace(options(SMALL_ENCODER, adamw), 'test');
    const streamed = loweredTrace(options(SMALL_ENCODER, { ...adamw, stream: 'states' }), 'test');
    expect(run(streamed).totals.peakLiveBytes).toBeLessThan(run(whole).totals.peakLiveBytes - 8 * 10_000);
    expect(streamed.ops.filter(({ kind }) => kind !== 'collective').map(({ id }) => id)).toEqual(
      whole.ops.map(({ id }) => id),
    );
  });
});

describe('pipeline: an encoder of 4 blocks on 2 chips, 4 examples in 2 micro-batches', () => {
  const stages = tracesOf({ parallel: 'pipeline', chips: 2, microBatches: 2 }, SMALL_ENCODER);
  const whole = loweredTrace(options(SMALL_ENCODER), 'test');

  it('products and parameters of both are those of the whole', () => {
    expect(stages.reduce((sum, stage) => sum + macsOf(stage), 0)).toBe(macsOf(whole));
    const parameters = stages.map(({ record }) => record.network.parameters);
    expect(parameters.every((own) => own > 0)).toBe(true);
    expect(parameters.reduce((sum, own) => sum + own, 0)).toBe(whole.record.network.parameters);
  });

  it('values of 2 · 6 · 16 go on and their gradients back, once a micro-batch', () => {
    expect(stages.map(exchanged)).toEqual([
      ['send 192 × 2', 'receive 192 × 2'],
      ['receive 192 × 2', 'send 192 × 2'],
    ]);
    expect(stages.map((stage) => run(stage).totals.counts.linkBytes)).toEqual([768, 768]);
  });

  it('the first chip holds both micro-batches, the last one', () => {
    const inFlight = stages.map(({ ops, tensors }) => {
      const made = ops.filter(({ phase, kind }) => phase === 'forward' && kind === 'gemm');
      return made.map(({ output, repeat }) => ((tensors.get(output)?.inFlight ?? 0) * 2) / repeat);
    });
    expect(inFlight.map((each) => [...new Set(each)])).toEqual([[2], [1]]);
  });

  it('gradients are added up over micro-batches; updates and casts of weights come once', () => {
    const updates = stages.flatMap(({ ops }) => ops.flatMap((op) => (op.kind === 'update' ? [op] : [])));
    expect(updates.reduce((sum, { dims, repeat }) => sum + dims.rows * dims.columns * repeat, 0)).toBe(
      whole.record.network.parameters,
    );
    const added = stages.flatMap(({ ops }) => ops.filter(({ output }) => output.endsWith('.added')));
    expect(added).toHaveLength(updates.length);
    const casts = stages.flatMap(({ ops }) => ops.filter(({ output }) => output.endsWith('w.stored')));
    expect(casts.reduce((sum, { repeat }) => sum + repeat, 0)).toBe(4 * 6 + 1);
  });

  it('samples are those of one batch', () => {
    expect(stages.map((stage) => run(stage).totals.samples)).toEqual([4, 4]);
  });
});

describe('pipeline of equal stages: 4 layers on 4 chips', () => {
  const chain: NetworkGraph = {
    ...{ name: 'chain', summary: '', loss: 'softmax-cross-entropy' },
    inputs: [{ id: 'x', shape: ['batch', 64] }],
    nodes: ['a', 'b', 'c', 'd'].map((id) => ({ id, kind: 'linear', outputs: 64 })),
  };
  const second = (microBatches: number) => {
    const more = { pass: 'inference', batch: 8 * microBatches } as const;
    return run(tracesOf({ parallel: 'pipeline', microBatches }, chain, more)[1] as Trace).totals;
  };
  const one = second(1);
  const share = one.cycles - one.cyclesByCause.bubble;

  it.each([1, 4, 16])('%i micro-batches: they and three more shares of the time', (microBatches) => {
    const { cycles, cyclesByCause } = second(microBatches);
    expect(cycles).toBe((microBatches + 3) * share);
    expect(cyclesByCause.bubble).toBe(3 * share);
  });

  it.each([
    [
      { chips: 5 },
      'chips of network "chain": expected at most 4, as many as it has nodes and repetitions of blocks, got 5',
    ],
    [{ microBatches: 3 }, 'micro-batches: expected a divisor of the batch of 4, got 3'],
  ])('%j is refused', (rule, text) => {
    expect(() => tracesOf({ parallel: 'pipeline', ...rule }, chain)).toThrow(text);
  });
});

it('a chip without room says which it is', () => {
  const stages = tracesOf({ parallel: 'pipeline' }, SMALL_ENCODER);
  const small = withFields(machine, { tiles: 1, 'tile.reservedBytes': 630_000 }, 'test');
  const simulate = () => simulateTrace(stages[2] as Trace, small, { engine: 'closed-form', activity: 'none' });
  expect(simulate).toThrow(/^chip 3 of 4: op .* 8976 bytes/);
});

it('more chips than the links join are refused', () => {
  const [trace] = tracesOf({ chips: 9 }, SMALL_MLP) as [Trace];
  expect(() => run(trace)).toThrow('chips: expected at most 8, which the links of ipu21 join, got 9');
});
