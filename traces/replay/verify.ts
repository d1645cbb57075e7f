/**
 * A trace held against its own arithmetic: every op whose tensors are stored is computed again, and what comes out is
 * compared with what the trace holds, bit for bit. Left out: the second path (reference.ts).
 */
import { bitsOf } from '../../models/formats/format.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { OP_KINDS, type OpKind } from '../../records/trace/op.js';
import type { TraceRecord } from '../../records/trace/trace.js';
import type { Trace } from '../../records/trace/trace-folder.js';
import { unitsOfTrace } from '../../records/trace/units.js';
import type { Codes } from '../../sim/arithmetic/codes.js';
import { rowMajorCodes } from '../capture/row-major.js';
import type { Arithmetic } from '../ops/arithmetic.js';
import type { StepContext } from '../ops/emit.js';
import { codesOf, type Elements, type Tensor } from '../ops/tensor.js';
import { replayOp, type StoredOp } from './replay-op.js';
import { type Reason, storedOp } from './stored-op.js';

/** The first element in which an op's output is not what its arithmetic gives, codes in hex. */
export interface Difference {
  readonly op: string;
  /** In row-major order. */
  readonly element: number;
  readonly expected: string;
  readonly found: string;
}

/** The ops of a kind. */
export interface VerifiedKind {
  readonly kind: OpKind;
  readonly ops: number;
  readonly replayed: number;
  readonly equal: number;
  readonly different: number;
  readonly first?: Difference;
  /** Ops that were not replayed, by why. */
  readonly left: Readonly<Partial<Record<Reason, number>>>;
}

/** What looks at every op that is replayed, besides: the second path. */
export type Beside = (context: StepContext, stored: StoredOp) => void;

/** @throws InputError for operands that are missing or damaged */
export function verifyTrace(
  trace: Trace,
  arithmetic: Arithmetic,
  beside: Beside = () => {},
  progress: (done: number, total: number) => void = () => {},
): VerifiedKind[] {
  const tallies = new Map<OpKind, Tally>();
  const contexts = contextsOf(trace.record, arithmetic);
  for (const [at, op] of trace.ops.entries()) {
    const tally = tallies.get(op.kind) ?? { ops: 0, equal: 0, different: 0, left: {} };
    tallies.set(op.kind, tally);
    tally.ops += 1;
    const stored = storedOp(trace, op);
    if (typeof stored === 'string') tally.left[stored] = (tally.left[stored] ?? 0) + 1;
    else {
      const context = contexts.get(op.step) as StepContext;
      judge(tally, stored, replayOp(context, stored));
      beside(context, stored);
    }
    progress(at + 1, trace.ops.length);
  }
  return OP_KINDS.flatMap((kind) => {
    const tally = tallies.get(kind);
    return tally === undefined ? [] : [{ kind, replayed: tally.equal + tally.different, ...tally }];
  });
}

interface Tally {
  ops: number;
  equal: number;
  different: number;
  first?: Difference;
  left: Partial<Record<Reason, number>>;
}

function judge(tally: Tally, { op, output }: StoredOp, again: Tensor): void {
  const difference = differenceOf(op.id, again, output);
  if (difference === undefined) tally.equal += 1;
  else {
    tally.different += 1;
    tally.first ??= difference;
  }
}

function differenceOf(op: string, again: Tensor, stored: Tensor): Difference | undefined {
  const [expected, found] = [bitsIn(rowMajorCodes(again)), bitsIn(codesOf(stored))];
  if (again.format !== stored.format || again.scaleExponent !== stored.scaleExponent) {
    return { op, element: 0, expected: spelled(again), found: spelled(stored) };
  }
  const element = found.findIndex((code, i) => code !== expected[i]);
  return element === -1 ? undefined : differenceAt(op, element, expected[element] as number, stored);
}

/** Undefined where an element has the code that is expected. */
export function differenceAt(op: string, element: number, code: number, stored: Tensor): Difference | undefined {
  const found = bitsIn(codesOf(stored))[element] as number;
  if (found === code) return undefined;
  const digits = 2 * Math.ceil(bitsOf(resolveFormat(stored.format, op)) / 8);
  const [expected, got] = [code, found].map((bits) => bits.toString(16).padStart(digits, '0')) as [string, string];
  return { op, element, expected, found: got };
}

function spelled({ format, scaleExponent }: Tensor): string {
  return `${format} × 2^${scaleExponent}`;
}

/** float32 values as their bits. */
export function bitsIn(codes: Elements): Codes {
  return codes instanceof Float32Array ? new Uint32Array(codes.buffer, codes.byteOffset, codes.length) : codes;
}

/** What the ops of each step need of the run that they are of: its seed, recipe and units. */
function contextsOf(
  { seed, recipe, network, units, steps }: TraceRecord,
  arithmetic: Arithmetic,
): Map<number, StepContext> {
  const { unitFor } = unitsOfTrace({ units });
  const common = { pass: 'training', seed, recipe, examples: network.batch, repeat: 1, unitFor, arithmetic } as const;
  return new Map(
    steps.map(({ step, lossScaleExponent, updates = step }) => [step, { ...common, step, lossScaleExponent, updates }]),
  );
}
