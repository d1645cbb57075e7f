/**
 * What is alive, counted by a program that knows nothing of sim/array/memory: every repetition written out, every tensor
 * from its first byte to its last reader. Nothing that is accepted is above what the tiles have, by this count.
 */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../models/input-error.js';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { network } from '../../../models/networks/networks.js';
import type { TileRunOp } from '../../../records/run.js';
import type { OpRecord } from '../../../records/trace/op.js';
import type { TensorRecord } from '../../../records/trace/tensor.js';
import { unitSource } from '../../../records/unit-named.js';
import { vitWork } from '../../../reports/validation/workloads/networks.js';
import { randomUnit } from '../../../runtime/random.js';
import { liveBytes } from '../../../sim/array/memory/lives.js';
import { gemmShape } from '../../../sim/array/plan/gemm-shape.js';
import { simulateProduct } from '../../../sim/array/product.js';
import { simulateOps, type Work } from '../../../sim/array/simulate.js';
import { sizeOfTensor } from '../../../sim/array/tensors.js';
import { unitsOf } from '../../../traces/capture/trace-record.js';
import { type LowerOptions, lowerStep } from '../../../traces/lowering/lower.js';
import { recipe } from '../../../traces/training/recipes.js';
import { loweredTrace } from './memory-trace.js';

/** Of a tile's 638,976 B the runtime holds 52,016. */
const USABLE = 586_960;
const WIDTHS: Readonly<Record<string, number>> = { float32: 4, float16: 2, float8_e4m3fnuz: 1, float8_e5m2fnuz: 1 };

/** An op as it happens: the n-th of its repetitions, with the tensors of that repetition. */
interface Happening {
  readonly index: number;
  readonly reads: readonly string[];
  /** Undefined for an update, which overwrites what it reads. */
  readonly writes: string | undefined;
}

/** Ops of one number of repetitions, in one direction, are a loop; it runs backwards on the way back. */
function happenings(ops: readonly OpRecord[], tensors: ReadonlyMap<string, TensorRecord>): Happening[] {
  const found: Happening[] = [];
  const latest = new Map<string, string>();
  for (let from = 0; from < ops.length; ) {
    const { repeat, phase } = ops[from] as OpRecord;
    const alike = (op: OpRecord) => op.repeat === repeat && (op.phase === 'forward') === (phase === 'forward');
    let to = from;
    while (to < ops.length && alike(ops[to] as OpRecord)) to++;
    for (let turn = 0; turn < repeat; turn++) {
      const place = phase === 'forward' ? turn : repeat - 1 - turn;
      for (let index = from; index < to; index++) {
        const op = ops[index] as OpRecord;
        const own = (tensor: string) => {
          const many = tensors.get(tensor)?.repeat ?? 1;
          if (many === 1) return tensor;
          return many === repeat ? `${tensor} ${place}` : (latest.get(tensor) ?? `${tensor} 0`);
        };
        const writes = op.kind === 'update' ? undefined : own(op.output);
        if (writes !== undefined) latest.set(op.output, writes);
        found.push({ index, reads: op.inputs.map(own), writes });
      }
    }
    from = to;
  }
  return found;
}

/** The most bytes that are alive while each op happens. @param ops of one step */
function bytesAlive({ ops, tensors }: Pick<Work, 'ops' | 'tensors'>): number[] {
  const events = happenings(ops, tensors);
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  const recordOf = (instance: string) => tensors.get(instance.split(' ')[0] as string) as TensorRecord;
  const staysAllStep = (instance: string) => ['weight', 'state'].includes(recordOf(instance).role);
  events.forEach(({ reads, writes }, time) => {
    for (const tensor of reads) {
      // What nobody made was there at the start; weights and states that were, are there at the end.
      if (!first.has(tensor)) {
        first.set(tensor, 0);
        if (staysAllStep(tensor)) last.set(tensor, events.length - 1);
      }
      last.set(tensor, Math.max(time, last.get(tensor) ?? 0));
    }
    if (writes !== undefined && !first.has(writes)) {
      first.set(writes, time);
      last.set(writes, time);
    }
  });
  const change = new Array<number>(events.length + 1).fill(0);
  for (const [instance, from] of first) {
    const { shape, format } = recordOf(instance);
    const width = WIDTHS[format];
    if (width === undefined) throw new Error(`no width of ${format}`);
    const bytes = shape.reduce((product, size) => product * size, width);
    const end = (last.get(instance) as number) + 1;
    change[from] = (change[from] as number) + bytes;
    change[end] = (change[end] as number) - bytes;
  }
  const most = new Array<number>(ops.length).fill(0);
  let alive = 0;
  events.forEach(({ index }, time) => {
    alive += change[time] as number;
    most[index] = Math.max(most[index] as number, alive);
  });
  return most;
}

/** Bytes that the busiest tile of a product receives at least before a round of it: blocks of what does not lie there. */
function gatheredBytes({ dims }: OpRecord & { kind: 'gemm' }, { plan, formats }: TileRunOp): number {
  const turned = plan.orientation === 'transposed';
  const [m, n] = turned ? [dims.n, dims.m] : [dims.m, dims.n];
  const calls = Math.ceil(dims.batch / plan.splitBatch);
  const depth = Math.ceil(dims.k / plan.splitK);
  const rounds = (axes: readonly string[]) => (axes.includes(plan.roundsOf ?? '') ? plan.rounds : 1);
  const left = (calls * Math.ceil(m / plan.splitM) * depth) / rounds(['k', 'batch', 'm']);
  const right = (calls * Math.ceil(n / plan.splitN) * depth) / rounds(['k', 'batch', 'n']);
  const width = WIDTHS[formats[0] as string] as number;
  return width * ((plan.left === 'gathered' ? left : 0) + (plan.right === 'gathered' ? right : 0));
}

/** What the fullest tile holds at least: an even share of what is alive, and blocks of a product that it received. */
function checkRun(work: Work, ops: readonly TileRunOp[], machine: TileMachine): void {
  const alive = bytesAlive(work);
  ops.forEach((done, i) => {
    const op = work.ops[i] as OpRecord;
    const gathered = op.kind === 'gemm' ? gatheredBytes(op, done) : 0;
    const bytes = (alive[i] as number) / machine.tiles + gathered;
    expect(bytes, op.id).toBeLessThanOrEqual(USABLE);
    expect(done.liveBytes, op.id).toBeGreaterThanOrEqual(alive[i] as number);
    expect(done.plan.sramBytes, op.id).toBeGreaterThanOrEqual(Math.floor(bytes));
  });
}

const on = (tiles: number) => withFields(ipu21, { tiles }, 'test');
const RUN = { engine: 'closed-form', activity: 'none' } as const;

/** Runs what is accepted; @returns whether it was */
function checked(work: Work, machine: TileMachine): boolean {
  let ops: TileRunOp[];
  try {
    ops = simulateOps(work, machine, RUN);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return false;
  }
  checkRun(work, ops, machine);
  return true;
}

/** A step with every block of its own. */
function unrolledStep(given: Pick<LowerOptions, 'network' | 'recipe' | 'batch'>): Pick<Work, 'ops' | 'tensors'> {
  const optimiser = { kind: 'sgd-momentum', learningRate: 0, momentum: 0, weightDecay: 0 } as const;
  const { unitFor } = unitsOf(unitSource('ipu21-amp', 'test'));
  const step = lowerStep({ ...given, optimiser, unitFor, seed: 0, step: 0, blocks: 'unrolled', pass: 'training' });
  return { ops: step.ops, tensors: new Map(step.tensors.map((tensor) => [tensor.id, tensor])) };
}

describe('what is accepted has room for all that is alive', () => {
  it.each([
    ['mlp', 256, [1472, 200, 50, 30, 20, 16, 12, 8]],
    ['cnn', 512, [1472, 400, 200, 150, 120, 100, 80, 60]],
    ['residual-mlp', 512, [1472, 200, 50, 30, 20, 12, 8, 4]],
    ['resnet18', 2, [1472, 600, 300, 150]],
    ['resnet32', 16, [1472, 300, 80, 20]],
  ] as const)('%s at batch %i, on ever fewer tiles until it is refused', (name, batch, tiles) => {
    const work = loweredTrace(network(name, 'test'), recipe('fp8', {}, 'test'), batch);
    const accepted = tiles.map((count) => checked(work, on(count)));
    expect(accepted[0]).toBe(true);
    expect(accepted.at(-1)).toBe(false);
  });

  it('products drawn at random', () => {
    let drawn = 0;
    const draw = (most: number) => 1 + Math.floor(randomUnit(11, 0, drawn++) ** 3 * most);
    let refused = 0;
    for (let i = 0; i < 150; i++) {
      const [m, n, k, tiles] = [draw(9000), draw(9000), draw(20_000), draw(300)] as const;
      const shape = gemmShape(m, n, k, 'fp8', 'fp16');
      try {
        const { op } = simulateProduct({ shape, format: 'f143', engine: 'closed-form' }, on(tiles));
        expect((m * k + k * n + 2 * m * n) / tiles).toBeLessThanOrEqual(USABLE);
        expect(op.plan.sramBytes).toBeLessThanOrEqual(USABLE);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(5);
    expect(refused).toBeLessThan(145);
  });
});

describe('counts of both programs', () => {
  it.each(['resnet32', 'resnet50', 'vit-l14', 'gpt2'])(
    'of %s agree on the peak, one with all blocks written out, one with those between the first and the last folded',
    (name) => {
      const given = { network: network(name, 'test'), recipe: recipe('fp8', {}, 'test'), batch: 1 };
      const folded = loweredTrace(given.network, given.recipe, given.batch);
      const unrolled = unrolledStep(given);
      expect(unrolled.ops.length).toBeGreaterThan(folded.ops.length);
      const live = liveBytes(folded.ops, (tensor) => sizeOfTensor(folded, tensor));
      const said = Math.max(...live.map(({ states, values }) => states + values));
      const counted = Math.max(...bytesAlive(unrolled));
      expect(said).toBeGreaterThanOrEqual(counted);
      expect(said).toBeLessThan(1.05 * counted);
    },
  );

  it('are equal where nothing repeats and nothing lies in copies: the step of the mlp', () => {
    const work = loweredTrace(network('mlp', 'test'), recipe('fp8', {}, 'test'), 32);
    const ops = simulateOps(work, on(1472), RUN);
    expect(ops.map(({ liveBytes }) => liveBytes)).toEqual(bytesAlive(work));
  });

  it('keep the weights of all 27 layers from the first op on', () => {
    const sizes = { batch: 1, tokens: 16, patch: 8, width: 32, heads: 2, headDim: 16, hidden: 64 };
    const formats = { gemmFormat: 'float8_e4m3fnuz', qkFormat: 'float16', pvFormat: 'float16' };
    const [one, many] = [1, 27].map((layers) => bytesAlive(vitWork({ ...sizes, ...formats, layers }))[0]);
    // A layer: QKV 32 · 96, output 32 · 32, MLP 2 · 32 · 64 in fp8; biases 96 + 32 + 64 + 32 and two norms 2 · 2 · 32 halves.
    const layer = 32 * 96 + 32 * 32 + 2 * 32 * 64 + 2 * (96 + 32 + 64 + 32) + 2 * (2 * 2 * 32);
    expect((many as number) - (one as number)).toBe(26 * layer);
  });
});

describe('SigLIP So400m/14 in fp8, 27 layers', () => {
  const siglip = (batch: number) =>
    vitWork({
      ...{ batch, tokens: 729, patch: 588, width: 1152, heads: 16, headDim: 72, hidden: 4304, layers: 27 },
      ...{ gemmFormat: 'float8_e4m3fnuz', qkFormat: 'float16', pvFormat: 'float8_e4m3fnuz' },
    });

  it.each([1, 2])('fits at batch %i, as it did on silicon', (batch) => {
    expect(checked(siglip(batch), ipu21)).toBe(true);
  });

  it('has 0.41 GB of weights alive at least, of 0.864 GB', () => {
    // 27 · (4 · 1,152² + 2 · 1,152 · 4,304) B.
    expect(27 * (4 * 1152 ** 2 + 2 * 1152 * 4304)).toBe(411_070_464);
    const most = Math.max(...bytesAlive(siglip(1)));
    expect(most).toBeGreaterThan(411_070_464);
    expect(most).toBeLessThan(1472 * USABLE);
  });
});
