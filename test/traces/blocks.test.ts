/** Blocks that repeat, residual connections, and networks of any size, lowered without weights. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withFields } from '../../models/machines/fields.js';
import { tiledMachine } from '../../models/machines/machines.js';
import type { NetworkGraph } from '../../models/networks/graph.js';
import { layoutOf, parameterCount } from '../../models/networks/layout.js';
import { network } from '../../models/networks/networks.js';
import { technology } from '../../models/technologies/technologies.js';
import { networkFile, networkNamed } from '../../records/network.js';
import type { TileRun } from '../../records/run.js';
import type { OpRecord } from '../../records/trace/op.js';
import { simulateTrace } from '../../sim/array/simulate.js';
import { priceCounts } from '../../sim/energy/price.js';
import { loweredTrace, lowerStep } from '../../traces/lowering/lower.js';
import { drawnNetwork } from '../../traces/training/network.js';
import { recipe } from '../../traces/training/recipes.js';
import { ampFor, trainSmall } from './small-training.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-blocks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fp8 = recipe('fp8', {}, 'test');
const machineOf = (tiles: number) => withFields(tiledMachine('ipu21', 'test'), { tiles }, 'test');
const RULE = { kind: 'sgd-momentum', learningRate: 0.05, momentum: 0.9, weightDecay: 0 } as const;

const RESIDUAL = `
schema: octile.network/1.0
name: residual-cnn
inputs:
  - { id: x, shape: [batch, 28, 28, 1] }
nodes:
  - { id: stem, kind: convolution, channels: 8, kernel: 3 }
  - { id: pool, kind: max-pool, size: 4 }
  - id: blocks
    kind: block
    repeat: 3
    nodes:
      - { id: first, kind: convolution, channels: 8, kernel: 3 }
      - { id: relu, kind: relu }
      - { id: second, kind: convolution, channels: 8, kernel: 3 }
      - { id: sum, kind: add, inputs: [second, input] }
      - { id: out, kind: relu }
  - { id: head, kind: linear, outputs: 10 }
loss: softmax-cross-entropy
`;

function residual(): NetworkGraph {
  const path = join(folder, 'residual.yaml');
  writeFileSync(path, RESIDUAL);
  return networkNamed(path, 'test');
}

const lower = (graph: NetworkGraph, blocks: 'once' | 'folded' | 'unrolled', batch = 16) =>
  lowerStep({
    pass: 'training',
    network: graph,
    recipe: fp8,
    unitFor: ampFor,
    batch,
    optimiser: RULE,
    seed: 5,
    step: 0,
    blocks,
  });

/** What an op is, without its place; with how often it stands for. */
function tally(ops: readonly OpRecord[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, phase, dims, attributes, repeat } of ops) {
    const key = JSON.stringify({ kind, phase, dims, attributes });
    counts.set(key, (counts.get(key) ?? 0) + repeat);
  }
  return counts;
}

describe('a residual network of three blocks from YAML', () => {
  const graph = residual();

  it('is the graph that the file spells, and reads itself back', () => {
    expect(parameterCount(layoutOf(graph, 'once'))).toBe(9 * 8 + 8 + 6 * (72 * 8 + 8) + 392 * 10 + 10);
    const path = join(folder, 'again.json');
    writeFileSync(path, JSON.stringify(networkFile(graph)));
    expect(networkNamed(path, 'test')).toEqual(graph);
  });

  it('lowered once stands for the same ops as unrolled', () => {
    const [once, unrolled] = [lower(graph, 'once'), lower(graph, 'unrolled')];
    expect(once.ops.length).toBeLessThan(unrolled.ops.length / 2);
    expect([...tally(once.ops)].sort()).toEqual([...tally(unrolled.ops)].sort());
    const elements = ({ tensors }: typeof once) =>
      tensors.reduce((sum, { shape, repeat }) => sum + repeat * shape.reduce((a, b) => a * b, 1), 0);
    // Once, a block’s input is the same tensor as the output of the layer before it.
    expect(elements(once)).toBe(elements(unrolled));
  });

  it('is planned, counted and priced, the same on the counting engine and in closed form', () => {
    const trace = loweredTrace({ network: graph, recipe: fp8, unit: 'ipu21-amp', batch: 16, toolVersion: '0' }, 'test');
    const [counted, closed] = (['counted', 'closed-form'] as const).map((engine) =>
      simulateTrace(trace, machineOf(64), { engine, activity: 'none' }),
    );
    expect(closed?.ops).toEqual(counted?.ops);
    // Forward, dgrad and wgrad of six block convolutions and the head; the stem has no dgrad.
    const [stem, block, head] = [16 * 784 * 8 * 9, 16 * 49 * 8 * 72, 16 * 10 * 392];
    const whole = 2 * stem + 3 * 6 * block + 3 * head;
    expect(counted?.totals.counts.usefulMacs).toBeLessThanOrEqual(whole);
    // Gradients of the blocks' weights may leave out what lies beyond the edge: of 7 · 3 places a line 2.
    const beyond = 6 * 16 * 8 * 8 * (21 ** 2 - 19 ** 2);
    expect(counted?.totals.counts.usefulMacs).toBeGreaterThanOrEqual(whole - beyond);
    const energy = priceCounts(counted as NonNullable<typeof counted>, technology('published-7nm', 'test'));
    expect(energy.totalPj.value).toBeGreaterThan(0);
  });

  it('trains: a captured step has the ops that lowering unrolls', () => {
    const { capture } = trainSmall({ network: graph, recipe: fp8, images: 16, batch: 16 });
    const step = capture.ops[0]?.step ?? -1;
    const update = capture.ops.find((op) => op.kind === 'update');
    if (update?.kind !== 'update') throw new Error('no update');
    const { ops } = lowerStep({
      ...{
        pass: 'training' as const,
        network: graph,
        recipe: fp8,
        unitFor: ampFor,
        batch: 16,
        seed: 5,
        step,
        blocks: 'unrolled',
      },
      optimiser: update.attributes.optimiser,
    });
    expect(capture.ops).toEqual(ops);
  });
});

it('training refuses more parameters than memory holds, with the way round', () => {
  const nodes = [{ id: 'wide', kind: 'linear', outputs: 2 ** 24 }] as const;
  const graph = { ...network('mlp', 'test'), nodes };
  expect(() => drawnNetwork(graph, { recipe: fp8, optimiser: 'adamw' }, 1)).toThrow(
    'network "mlp": expected at most 134217728 parameters to train, got 13170114560; time it from its shapes',
  );
});

describe('folded', () => {
  const catalogue = network('residual-mlp', 'test');

  it.each([
    ['residual-mlp', 3],
    ['residual-mlp', 7],
    ['residual-cnn', 7],
  ])(
    '%s with %i repetitions does the work of all of them; as a loop it rewrites addresses and has fewer programs',
    (name, repeat) => {
      const graph = name === 'residual-mlp' ? catalogue : residual();
      const nodes = graph.nodes.map((node) => (node.kind === 'block' ? { ...node, repeat } : node));
      const trace = loweredTrace(
        { network: graph, recipe: fp8, unit: 'ipu21-amp', batch: 16, toolVersion: '0' },
        'test',
      );
      const [folded, unrolled] = (['folded', 'unrolled'] as const).map((blocks) => {
        const { ops, tensors } = lower({ ...graph, nodes }, blocks);
        const whole = { ...trace, ops, tensors: new Map(tensors.map((tensor) => [tensor.id, tensor])) };
        return simulateTrace(whole, machineOf(200), { engine: 'closed-form', activity: 'none' });
      });
      const [loop, line] = [folded, unrolled].map((run) => run?.totals) as [TileRun['totals'], TileRun['totals']];
      for (const count of ['usefulMacs', 'paddingMacs', 'exchangeSentBytes', 'floatIssues'] as const) {
        expect([count, loop.counts[count]]).toEqual([count, line.counts[count]]);
      }
      expect(loop.peakLiveBytes).toBeGreaterThanOrEqual(line.peakLiveBytes);
      expect(loop.peakLiveBytes / line.peakLiveBytes).toBeLessThan(1.05);
      expect(Math.abs(loop.cycles / line.cycles - 1)).toBeLessThan(0.03);
    },
  );

  it('lays out three repetitions of any number', () => {
    const opsOf = (repeat: number) => {
      const nodes = catalogue.nodes.map((node) => (node.kind === 'block' ? { ...node, repeat } : node));
      return lower({ ...catalogue, nodes }, 'folded').ops.length;
    };
    expect(opsOf(1000)).toBe(opsOf(3));
  });
});

describe('repeat', () => {
  const trace = loweredTrace(
    { network: network('mlp', 'test'), recipe: fp8, unit: 'ipu21-amp', batch: 32, toolVersion: '0' },
    'test',
  );
  const run = (repeat: number) =>
    simulateTrace({ ...trace, ops: trace.ops.map((op) => ({ ...op, repeat })) }, machineOf(24), {
      engine: 'closed-form',
      activity: 'none',
    });

  it('12 of every op take 6 times the cycles, counts and joules of 2', () => {
    // A loop of two or of twelve: both rewrite addresses each time round.
    const [two, twelve] = [run(2), run(12)];
    expect(twelve.totals.cycles).toBe(6 * two.totals.cycles);
    for (const [name, count] of Object.entries(two.totals.counts)) {
      expect([name, twelve.totals.counts[name as keyof typeof two.totals.counts]]).toEqual([name, 6 * count]);
    }
    const pj = (record: typeof two) => priceCounts(record, technology('published-7nm', 'test')).totalPj.value;
    expect(pj(twelve) / pj(two)).toBeCloseTo(6, 9);
    expect(twelve.ops.map(({ plan }) => plan)).toEqual(two.ops.map(({ plan }) => plan));
  });

  it('of one op adds to its own alone', () => {
    const ops = trace.ops.map((op, i) => ({ ...op, repeat: i === 3 ? 5 : 1 }));
    const some = simulateTrace({ ...trace, ops }, machineOf(24), { engine: 'closed-form', activity: 'none' });
    const one = run(1);
    expect(some.totals.cycles).toBe(one.totals.cycles + 4 * (one.ops[3]?.cycles ?? 0));
    expect(some.ops[4]?.startCycle).toBe(one.ops[3].startCycle + 5 * one.ops[3].cycles);
  });
});

it('25 million parameters are lowered without drawing one', () => {
  const wide: NetworkGraph = {
    ...network('mlp', 'test'),
    nodes: [
      { id: 'a', kind: 'linear', outputs: 4096 },
      { id: 'b', kind: 'linear', outputs: 4096 },
      { id: 'c', kind: 'linear', outputs: 1024 },
      { id: 'd', kind: 'linear', outputs: 10 },
    ],
  };
  const { network: lowered } = lower(wide, 'once');
  expect(lowered.parameters).toBe(784 * 4096 + 4096 + 4096 * 4096 + 4096 + 4096 * 1024 + 1024 + 10240 + 10);
  expect(lowered.layers.flatMap(({ parameters }) => parameters.map(({ master }) => master))).toEqual(
    Array.from({ length: 8 }, () => undefined),
  );
});

describe('a network file that is not right is refused with the field', () => {
  it.each([
    ['outputs: 10', 'outputs: -1', 'nodes.3.outputs'],
    ['repeat: 3', 'repeat: 0', 'nodes.2.repeat'],
    ['kind: relu }', 'kind: selu }', 'nodes.2.nodes.1.kind'],
    ['size: 4', 'size: 4, dilation: 2', 'nodes.1.dilation: expected a known field, got an unknown one'],
    ['size: 4', 'size: 4, stride: 2', 'node "pool": expected size, or kernel and stride, got both'],
    ['inputs: [second, input]', 'inputs: [second, third]', 'node "sum" inputs: expected values before it'],
    ['inputs: [second, input]', 'inputs: [input, input]', 'node "blocks" "second": expected a value that a node reads'],
    ['kind: linear, outputs', 'kind: linear, inputs: [pool], outputs', '"blocks": expected a value that a node reads'],
    [
      '[batch, 28, 28, 1] }',
      '[batch, 28, 28, 1] }\n  - { id: z, shape: [batch, 2] }',
      '"z": expected a value that a node',
    ],
    ['[batch, 28, 28, 1]', '[batch, batch, 28, 1]', 'input "x": expected a shape with batch first, once'],
    ['[batch, 28, 28, 1]', '[28, 28, 1, batch]', 'input "x": expected a shape with batch first, once'],
    ['[batch, 28, 28, 1]', '[sequence, 28, 28, 1]', 'input "x": expected a shape with batch first, once, and'],
    [
      '[batch, 28, 28, 1]',
      '[batch, sequence, 28, 1]',
      'sequence: expected the tokens of an example, as an input has them',
    ],
    ['loss: softmax', 'sequence: 5\nloss: softmax', 'sequence: expected none, as no input has tokens, got 5'],
    ['outputs: 10', 'outputs: 16777216', 'node "head": expected values and parameters of at most 268435456 elements'],
    ['octile.network/1.0', 'octile.network/2.0', 'schema: expected octile.network/1.0'],
  ])('%s → %s', (from, to, sentence) => {
    const path = join(folder, 'damaged.yaml');
    writeFileSync(path, RESIDUAL.replace(from, to));
    expect(() => networkNamed(path, 'test')).toThrow(sentence);
  });
});
