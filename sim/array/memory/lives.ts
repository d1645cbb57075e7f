/**
 * How long tensors live, and the bytes that are alive during each op: a tensor from the op that makes it (or the
 * start of its step) to the last op that reads it, a state through its whole step; an update changes its parameter in
 * place.
 * A tensor that stands for n lives n times, but once where it is made and read within one run of repeated ops:
 * the next repetition takes its place. Such a run is a loop: n − 1 of what it makes to be kept are there before the op
 * that makes the last, and n − 1 of what it reads last are there behind the op that reads the first. Left out: copies on their way, operands gathered for a product (the plan).
 */
import type { OpRecord } from '../../../records/trace/op.js';

/** What is known of a tensor: bytes of one, and how many it stands for. */
export interface TensorSize {
  readonly bytes: number;
  readonly repeat: number;
  /** How many the op that makes it stands for, where not as many. */
  readonly runs?: number;
  readonly keeps: 'state' | 'value';
}

/** Bytes of all tensors that are alive, over all tiles: weights and states, and all else. */
export interface LiveBytes {
  readonly states: number;
  readonly values: number;
}

/** What is alive during each op. */
export function liveBytes(ops: readonly OpRecord[], sizeOf: (tensor: string) => TensorSize): LiveBytes[] {
  const none = () => new Array<number>(ops.length + 1).fill(0);
  const changes = { state: none(), value: none() };
  for (const [tensor, { from, to }] of livesOf(ops, sizeOf)) {
    const { bytes, repeat, runs = repeat, keeps } = sizeOf(tensor);
    const change = changes[keeps];
    const add = (at: number, more: number) => {
      change[at] = (change[at] as number) + more;
    };
    add(from, bytes);
    add(to + 1, -bytes);
    if (repeat === 1 || withinOneRun(ops, from, to)) continue;
    add(ops[from]?.repeat === runs ? runEnd(ops, from, -1) : from, (repeat - 1) * bytes);
    add((ops[to]?.repeat === runs ? runEnd(ops, to, 1) : to) + 1, (1 - repeat) * bytes);
  }
  const live = { states: 0, values: 0 };
  return ops.map((_, i) => {
    live.states += changes.state[i] as number;
    live.values += changes.value[i] as number;
    return { ...live };
  });
}

interface Life {
  readonly from: number;
  to: number;
}

function livesOf(ops: readonly OpRecord[], sizeOf: (tensor: string) => TensorSize): Map<string, Life> {
  const lives = new Map<string, Life>();
  const steps = stepsOf(ops);
  ops.forEach((op, i) => {
    const step = steps.get(op.step) as Life;
    for (const tensor of op.inputs) {
      const life = lives.get(tensor);
      if (life !== undefined) life.to = Math.max(life.to, i);
      else lives.set(tensor, { from: step.from, to: sizeOf(tensor).keeps === 'state' ? step.to : i });
    }
    if (op.kind !== 'update' && !lives.has(op.output)) lives.set(op.output, { from: i, to: i });
  });
  return lives;
}

/** First and last op of each step. */
function stepsOf(ops: readonly OpRecord[]): Map<number, Life> {
  const steps = new Map<number, Life>();
  ops.forEach(({ step }, i) => {
    const life = steps.get(step) ?? { from: i, to: i };
    life.to = i;
    steps.set(step, life);
  });
  return steps;
}

/** The first (−1) or last (1) op of the run of equally repeated ops in which an op stands. */
function runEnd(ops: readonly OpRecord[], index: number, step: -1 | 1): number {
  let end = index;
  while (ops[end + step] !== undefined && isOneRun(ops[end + step] as OpRecord, ops[index] as OpRecord)) end += step;
  return end;
}

function isOneRun(a: OpRecord, b: OpRecord): boolean {
  return a.repeat === b.repeat && a.step === b.step && (a.phase === 'forward') === (b.phase === 'forward');
}

/** Whether all ops from one to another stand for the same number, more than one, in one phase. */
function withinOneRun(ops: readonly OpRecord[], from: number, to: number): boolean {
  const first = ops[from] as OpRecord;
  if (first.repeat === 1) return false;
  for (let i = from; i <= to; i++) {
    if (!isOneRun(ops[i] as OpRecord, first)) return false;
  }
  return true;
}
