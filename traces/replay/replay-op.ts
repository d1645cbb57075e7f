/**
 * An op computed again from what it read, by the same arithmetic as in training: one function a kind, which calls the
 * op's own with what the record says. Left out: ops between chips, which compute nothing.
 */
import { OPTIMISER_STATES } from '../../models/optimisers/optimiser.js';
import { STORAGE_FORMATS, type StorageFormat } from '../../models/recipes/storage.js';
import type { OpKind, OpOf } from '../../records/trace/op.js';
import type { OperandScales } from '../../records/trace/scales.js';
import type { Role } from '../../records/trace/tensor.js';
import { valuesOfCodes } from '../../sim/arithmetic/reference/elements/values.js';
import { rowMajorCodes } from '../capture/row-major.js';
import { amax } from '../ops/amax.js';
import { cast } from '../ops/cast.js';
import { columnSum } from '../ops/column-sum.js';
import { convolution } from '../ops/convolution.js';
import { dropout } from '../ops/dropout.js';
import { elementWise } from '../ops/element-wise.js';
import { lookup, lookupBackward } from '../ops/embedding.js';
import type { OpRecorder, Place, StepContext } from '../ops/emit.js';
import { gemm } from '../ops/gemm.js';
import { hadamard } from '../ops/hadamard.js';
import { largestMagnitude } from '../ops/largest-magnitude.js';
import { norm } from '../ops/norm.js';
import { pool } from '../ops/pool.js';
import { rearrange } from '../ops/rearrange.js';
import { divisorsOf, fixedScale } from '../ops/scale.js';
import { softmax } from '../ops/softmax.js';
import { softmaxCrossEntropy } from '../ops/softmax-cross-entropy.js';
import { codesOf, type Tensor } from '../ops/tensor.js';
import { transpose } from '../ops/transpose.js';
import { type Parameter, update } from '../ops/update.js';
import { applyUpdate } from '../training/optimisers/all.js';
import { labelsFrom } from './labels.js';
import { movedFrom } from './moved-from.js';

/** Kinds that compute something. */
export type ComputedKind = Exclude<OpKind, 'collective'>;

/** An op with the tensors that it read and made, as they are stored. */
export interface StoredOp<Kind extends OpKind = ComputedKind> {
  readonly op: OpOf<Kind>;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
}

interface Replay<Kind extends OpKind> extends StoredOp<Kind> {
  readonly context: StepContext;
  readonly place: Place;
  readonly name: string;
  readonly role: Role;
}

const REPLAYS: { readonly [Kind in ComputedKind]: (replay: Replay<Kind>) => void } = {
  gemm: ({ context, place, name, role, op, inputs }) => {
    const { batch, m, n, k } = op.dims;
    const [a, b] = scaledOperands(op, inputs);
    const of = (tensor: Tensor | undefined, rows: number, columns: number) =>
      asItWasTurned(shaped(tensor, batch === 1 ? [rows, columns] : [batch, rows, columns]));
    gemm(context, place, name, role, of(a, m, k), of(b, k, n));
  },
  convolution: ({ context, place, name, role, op, inputs }) => {
    const { dims, attributes } = op;
    convolution(context, place, { name, role, direction: attributes.direction, dims }, scaledOperands(op, inputs));
  },
  cast: ({ context, place, name, role, op, inputs: [x, ...inputs], output: { format, scaleExponent } }) => {
    const rule = { format, ...op.attributes };
    const { scales } = op.attributes;
    const [groups, whole] = inputs;
    const divisors = scales?.as === 'divisor' ? { divisors: () => divisorsOf(groups as Tensor, whole) } : {};
    const scale = {
      ...fixedScale(scaleExponent),
      ...divisors,
      inputs,
      attributes: scales === undefined ? {} : { scales },
    };
    cast(context, place, { name, role, input: asRows(x, op.dims), rule, scale });
  },
  amax: ({ context, place, name, op: { dims, attributes }, inputs: [x, whole] }) => {
    const { gives } = attributes;
    const input = asRows(x, dims);
    if (gives.kind === 'amax-or-nan') largestMagnitude(context, place, name, input);
    else amax(context, place, name, input, { group: dims, gives, ...(whole === undefined ? {} : { whole }) });
  },
  transpose: ({ context, place, name, op: { dims }, inputs: [x] }) => {
    const { batch, rows, columns } = dims;
    transpose(context, place, name, shaped(x, batch === 1 ? [rows, columns] : [batch, rows, columns]));
  },
  'element-wise': ({ context, place, name, role, op, inputs: [x, ...others] }) => {
    const parts = { name, role, function: op.attributes.function, groups: op.dims.groups };
    elementWise(context, place, parts, [asRows(x, op.dims), ...others]);
  },
  dropout: ({ context, place, name, role, op, inputs: [x] }) => {
    dropout(context, place, { name, role, ...op.attributes }, asRows(x, op.dims));
  },
  hadamard: ({ context, place, name, op, inputs: [x] }) => {
    hadamard(context, place, name, asRows(x, op.dims), op.attributes);
  },
  'column-sum': ({ context, place, name, role, op, inputs: [x] }) => {
    columnSum(context, place, name, role, asRows(x, op.dims), op.dims.groups);
  },
  norm: ({ context, place, name, role, op, inputs: [x, ...others] }) => {
    norm(context, place, { name, role, function: op.attributes.function }, [asRows(x, op.dims), ...others]);
  },
  softmax: ({ context, place, name, role, op, inputs: [x, ...others] }) => {
    softmax(context, place, { name, role, ...op.attributes }, [asRows(x, op.dims), ...others]);
  },
  pool: ({ context, place, name, op, inputs }) => {
    pool(context, place, { name, function: op.attributes.function, dims: op.dims }, inputs as [Tensor, ...Tensor[]]);
  },
  embedding: ({ context, place, name, op, inputs: [first, second] }) => {
    const { rows, columns, entries } = op.dims;
    if (op.attributes.function === 'lookup') {
      lookup(context, place, name, shaped(first, [entries, columns]), shaped(second, [rows]));
    } else {
      lookupBackward(
        context,
        place,
        name,
        [shaped(first, [rows]), shaped(second, [rows, columns])],
        [entries, columns],
      );
    }
  },
  rearrange: ({ context, place, name, role, op, inputs, output }) => {
    const source = movedFrom(op, inputs, output);
    const parts = { name, role, function: op.attributes.function, shape: output.shape, piece: op.dims.piece, unit: 1 };
    rearrange(context, place, { ...parts, source }, inputs as [Tensor, ...Tensor[]]);
  },
  'softmax-cross-entropy': ({ context, place, op: { dims, attributes }, inputs: [logits], output }) => {
    const labels = labelsFrom(withCodes(output), withCodes(logits), dims);
    const { batchRows } = attributes;
    const part = batchRows === undefined ? undefined : { index: 0, of: batchRows / dims.rows };
    softmaxCrossEntropy({ ...context, part }, place, asRows(logits, dims), labels);
  },
  update: ({ context, op, inputs: [master, ...others], output }) => {
    const { optimiser, clipNorm } = op.attributes;
    const gradient = others.at(-1) as Tensor;
    const states = OPTIMISER_STATES[optimiser.kind].map((state, i) => [state, valuesAgain(others[i])] as const);
    const parameter: Parameter = {
      layer: op.layer,
      name: withoutPlace(output.id, op).replace(/\.next$/, ''),
      shape: [op.dims.rows, op.dims.columns],
      decay: 'decayed',
      master: valuesAgain(master),
      states: Object.fromEntries(states),
    };
    const clip = clipNorm === undefined ? undefined : { norm: clipNorm, squares: others.at(-2) as Tensor };
    update(context, parameter, gradient, { rule: optimiser, clip, apply: applyUpdate(context.updates) });
  },
};

/** Both operands with the scales that stand behind them. */
function scaledOperands(
  { attributes: { scales } }: OpOf<'gemm'> | OpOf<'convolution'>,
  [a, b, ...behind]: readonly Tensor[],
): [Tensor, Tensor] {
  const left = [...behind];
  const scaled = (tensor: Tensor, of: OperandScales | undefined): Tensor => {
    if (scales === undefined || of === undefined) return tensor;
    const { tensorScale, ...shape } = of;
    const groups = left.shift() as Tensor;
    const whole = tensorScale === 'none' ? undefined : left.shift();
    return { ...tensor, scales: { ...shape, groups, whole, appliedBy: scales.appliedBy } };
  };
  return [scaled(a as Tensor, scales?.a), scaled(b as Tensor, scales?.b)];
}

/** Stored as it is read; its scales are in the order in which it was cast. */
function asItWasTurned(tensor: Tensor): Tensor {
  if (tensor.scales?.order !== 'columns') return tensor;
  const shape = tensor.shape.with(-1, tensor.shape.at(-2) as number).with(-2, tensor.shape.at(-1) as number);
  return { ...tensor, codes: rowMajorCodes({ ...tensor, shape, layout: 'column-major' }), layout: 'column-major' };
}

/**
 * What the op gives again, in the layout that it gives it.
 * @param context of a step of the trace; its storage format and loss scale are taken from the op
 */
export function replayOp(context: StepContext, stored: StoredOp): Tensor {
  const { op, output } = stored;
  const made: Tensor[] = [];
  const recorder: OpRecorder = { op: () => {}, tensor: (tensor) => made.push(tensor) };
  const recipe = { ...context.recipe, storage: storageOf(output.format) ?? context.recipe.storage };
  const { lossScaleExponent = context.lossScaleExponent } = op.attributes as { lossScaleExponent?: number };
  const replay = REPLAYS[op.kind] as (replay: Replay<ComputedKind>) => void;
  replay({
    ...stored,
    context: { ...context, step: op.step, recipe, lossScaleExponent, recorder },
    place: { layer: op.layer, phase: op.phase },
    name: withoutPlace(output.id, op),
    role: output.role,
  });
  return made[op.inputs.length] as Tensor;
}

function storageOf(format: string): StorageFormat | undefined {
  return STORAGE_FORMATS.find((storage) => storage === format);
}

/** STEP/LAYER/name → name. */
function withoutPlace(id: string, { step, layer }: { readonly step: number; readonly layer: string }): string {
  return id.slice(`${step}/${layer}/`.length);
}

function withCodes(tensor: Tensor | undefined) {
  const { format } = tensor as Tensor;
  return { codes: codesOf(tensor as Tensor), format };
}

/** A copy, as float32 holds masters of any format: an update changes its values in place. */
function valuesAgain(tensor: Tensor | undefined): Float32Array {
  const { codes, format } = withCodes(tensor);
  return valuesOfCodes(codes, format).slice();
}

function shaped(tensor: Tensor | undefined, shape: readonly number[]): Tensor {
  return { ...(tensor as Tensor), shape };
}

function asRows(tensor: Tensor | undefined, { rows, columns }: { rows: number; columns: number }): Tensor {
  return shaped(tensor, [rows, columns]);
}
