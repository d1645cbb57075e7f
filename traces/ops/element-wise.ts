/**
 * Element-wise ops between products, on tensors in the storage format: computed in float32, each result rounded
 * once. What a function reads and means stands with its name in records/trace/op.ts.
 */
import type { ElementWiseFunction } from '../../records/trace/op.js';
import type { Role } from '../../records/trace/tensor.js';
import type { Arithmetic } from './arithmetic.js';
import { matrixDims } from './cast.js';
import { exponential } from './elementary-functions.js';
import { emit, type Place, type StepContext } from './emit.js';
import { emptyLike, stored, valuesOf } from './stored.js';
import { codesOf, type Elements, type Tensor } from './tensor.js';

/** What a function needs besides its inputs. */
interface Request {
  readonly inputs: readonly Tensor[];
  readonly columns: number;
  /** Groups of rows, each with a row of a row operand. */
  readonly groups: number;
  /** Rounds float32 values into the output's format. */
  readonly store: (values: Float32Array) => Elements;
}

const FUNCTIONS: Readonly<Record<ElementWiseFunction, (request: Request) => Elements>> = {
  'bias-add': ({ inputs: [x, bias], columns, groups, store }) =>
    store(withRow(x as Tensor, bias as Tensor, { columns, groups }, (value, added) => value + added)),
  'row-multiply': ({ inputs: [x, factors], columns, groups, store }) =>
    store(withRow(x as Tensor, factors as Tensor, { columns, groups }, (value, factor) => value * factor)),
  rotary: ({ inputs: [x, angles], columns, groups, store }) =>
    store(turned(x as Tensor, angles as Tensor, { columns, groups })),
  add: ({ inputs: [a, b], store }) => store(pairwise(a as Tensor, b as Tensor, (left, right) => left + right)),
  multiply: ({ inputs: [a, b], store }) => store(pairwise(a as Tensor, b as Tensor, (left, right) => left * right)),
  relu: ({ inputs: [x] }) => positive(x as Tensor),
  'relu-backward': ({ inputs: [y, dy] }) => passed(codesOf(y as Tensor), codesOf(dy as Tensor)),
  gelu: ({ inputs: [x], store }) => store(valuesOf(x as Tensor).map(geluOf)),
  'gelu-backward': ({ inputs: [x, dy], store }) =>
    store(pairwise(x as Tensor, dy as Tensor, (value, gradient) => gradient * geluSlope(value))),
  'bias-gelu': ({ inputs: [x, bias], columns, groups, store }) =>
    store(withRow(x as Tensor, bias as Tensor, { columns, groups }, (value, added) => geluOf(value + added))),
  'bias-gelu-backward': ({ inputs: [x, bias, dy], columns, groups, store }) => {
    const gradients = valuesOf(dy as Tensor);
    const slopes = withRow(x as Tensor, bias as Tensor, { columns, groups }, (value, added) =>
      geluSlope(value + added),
    );
    return store(slopes.map((slope, i) => slope * (gradients[i] as number)));
  },
  silu: ({ inputs: [x], store }) => store(valuesOf(x as Tensor).map((value) => value * logistic(value))),
  'silu-backward': ({ inputs: [x, dy], store }) =>
    store(pairwise(x as Tensor, dy as Tensor, (value, gradient) => gradient * siluSlope(value))),
  sigmoid: ({ inputs: [x], store }) => store(valuesOf(x as Tensor).map(logistic)),
  'sigmoid-backward': ({ inputs: [y, dy], store }) =>
    store(pairwise(y as Tensor, dy as Tensor, (value, gradient) => gradient * value * (1 - value))),
  tanh: ({ inputs: [x], store }) => store(valuesOf(x as Tensor).map((value) => 2 * logistic(2 * value) - 1)),
  'tanh-backward': ({ inputs: [y, dy], store }) =>
    store(pairwise(y as Tensor, dy as Tensor, (value, gradient) => gradient * (1 - value * value))),
};

export interface ElementWiseParts {
  readonly name: string;
  readonly role: Role;
  readonly function: ElementWiseFunction;
  /** Equal groups of rows, each with a row of a row operand; one where nothing is said. */
  readonly groups?: number;
}

/** Output of the first input's shape, in the storage format. */
export function elementWise(
  context: StepContext,
  place: Place,
  { name, role, function: applied, groups = 1 }: ElementWiseParts,
  inputs: readonly [Tensor, ...Tensor[]],
): Tensor {
  const { storage } = context.recipe;
  const { shape } = inputs[0];
  const dims = matrixDims(shape);
  return emit(context, place, {
    kind: 'element-wise',
    inputs,
    output: { name, role, shape, format: storage },
    dims: { ...dims, groups },
    attributes: { function: applied },
    compute: (arithmetic: Arithmetic) => {
      const store = (values: Float32Array) => stored(arithmetic, values, storage, 'special');
      return { codes: FUNCTIONS[applied]({ inputs, columns: dims.columns, groups, store }) };
    },
  });
}

/** f(x[r, c], row[g, c]) for the group g of row r. */
function withRow(
  x: Tensor,
  row: Tensor,
  { columns, groups }: Pick<Request, 'columns' | 'groups'>,
  apply: (value: number, operand: number) => number,
): Float32Array {
  const [values, operands] = [valuesOf(x), valuesOf(row)];
  const results = new Float32Array(values.length);
  const perGroup = values.length / groups;
  for (let start = 0; start < values.length; start += columns) {
    const first = Math.floor(start / perGroup) * columns;
    for (let c = 0; c < columns; c++) {
      results[start + c] = apply(values[start + c] as number, operands[first + c] as number);
    }
  }
  return results;
}

/** Each pair (a, b) by its angle (cos, sin): a · cos − b · sin, a · sin + b · cos. */
function turned(x: Tensor, angles: Tensor, { columns, groups }: Pick<Request, 'columns' | 'groups'>): Float32Array {
  const [values, turns] = [valuesOf(x), valuesOf(angles)];
  const results = new Float32Array(values.length);
  const perGroup = values.length / groups;
  for (let i = 0; i < values.length; i += 2) {
    const at = Math.floor(i / perGroup) * columns + (i % columns);
    const [a, b, cosine, sine] = [values[i], values[i + 1], turns[at], turns[at + 1]] as [
      number,
      number,
      number,
      number,
    ];
    results[i] = a * cosine - b * sine;
    results[i + 1] = a * sine + b * cosine;
  }
  return results;
}

function pairwise(a: Tensor, b: Tensor, apply: (left: number, right: number) => number): Float32Array {
  const [left, right] = [valuesOf(a), valuesOf(b)];
  const results = new Float32Array(left.length);
  for (let i = 0; i < results.length; i++) results[i] = apply(left[i] as number, right[i] as number);
  return results;
}

/** 1 / (1 + e⁻ˣ); beyond 80 it is 0 or 1. */
function logistic(x: number): number {
  if (Math.abs(x) > 80) return x > 0 ? 1 : 0;
  return 1 / (exponential(-x) + 1);
}

function siluSlope(x: number): number {
  const s = logistic(x);
  return s * (1 + x * (1 - s));
}

function geluOf(x: number): number {
  return (x / 2) * (1 + bent(x));
}

/** The codes of positive values and NaN; +0 for all else. */
function positive(x: Tensor): Elements {
  const [codes, values] = [codesOf(x), valuesOf(x)];
  const results = emptyLike(codes, codes.length);
  for (let i = 0; i < codes.length; i++) {
    const value = values[i] as number;
    if (value > 0 || Number.isNaN(value)) results[i] = codes[i] as number;
  }
  return results;
}

/** Factors of GELU by tanh. Source: Hendrycks and Gimpel 2016, section 2. */
const GELU_SCALE = Math.sqrt(2 / Math.PI);
const GELU_CUBE = 0.044715;

/** tanh(√(2/π) · (x + 0.044715 x³)). */
function bent(x: number): number {
  return 1 - 2 / (exponential(2 * GELU_SCALE * (x + GELU_CUBE * x * x * x)) + 1);
}

/** (1 + t)/2 + x/2 · (1 − t²) · √(2/π) · (1 + 3 · 0.044715 x²); beyond 30 the tanh is ±1 and its slope zero. */
function geluSlope(x: number): number {
  const t = bent(x);
  if (Math.abs(x) > 30) return (1 + t) / 2;
  return (1 + t) / 2 + (x / 2) * (1 - t * t) * GELU_SCALE * (1 + 3 * GELU_CUBE * x * x);
}

/** The gradient where the output is not zero. */
function passed(outputs: Elements, gradients: Elements): Elements {
  const results = emptyLike(gradients, gradients.length);
  for (let i = 0; i < results.length; i++) if (outputs[i] !== 0) results[i] = gradients[i] as number;
  return results;
}
