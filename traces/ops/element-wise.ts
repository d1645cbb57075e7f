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
  /** Rounds float32 values into the output's format. */
  readonly store: (values: Float32Array) => Elements;
}

const FUNCTIONS: Readonly<Record<ElementWiseFunction, (request: Request) => Elements>> = {
  'bias-add': ({ inputs: [x, bias], columns, store }) => store(addedRow(x as Tensor, bias as Tensor, columns)),
  add: ({ inputs: [a, b], store }) => store(sums(a as Tensor, b as Tensor)),
  relu: ({ inputs: [x] }) => positive(x as Tensor),
  'relu-backward': ({ inputs: [y, dy] }) => passed(codesOf(y as Tensor), codesOf(dy as Tensor)),
  gelu: ({ inputs: [x], store }) => store(valuesOf(x as Tensor).map((value) => (value / 2) * (1 + bent(value)))),
  'gelu-backward': ({ inputs: [x, dy], store }) => {
    const gradients = valuesOf(dy as Tensor);
    return store(valuesOf(x as Tensor).map((value, i) => (gradients[i] as number) * geluSlope(value)));
  },
};

/** Output of the first input's shape, in the storage format. */
export function elementWise(
  context: StepContext,
  place: Place,
  { name, role, function: applied }: { name: string; role: Role; function: ElementWiseFunction },
  inputs: readonly [Tensor, ...Tensor[]],
): Tensor {
  const { storage } = context.recipe;
  const { shape } = inputs[0];
  const dims = matrixDims(shape);
  return emit(context, place, {
    kind: 'element-wise',
    inputs,
    output: { name, role, shape, format: storage },
    dims,
    attributes: { function: applied },
    compute: (arithmetic: Arithmetic) => {
      const store = (values: Float32Array) => stored(arithmetic, values, storage, 'special');
      return { codes: FUNCTIONS[applied]({ inputs, columns: dims.columns, store }) };
    },
  });
}

/** x[r, c] + row[c]. */
function addedRow(x: Tensor, row: Tensor, columns: number): Float32Array {
  const [values, added] = [valuesOf(x), valuesOf(row)];
  const results = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += columns) {
    for (let c = 0; c < columns; c++) results[start + c] = (values[start + c] as number) + (added[c] as number);
  }
  return results;
}

function sums(a: Tensor, b: Tensor): Float32Array {
  const [left, right] = [valuesOf(a), valuesOf(b)];
  const results = new Float32Array(left.length);
  for (let i = 0; i < results.length; i++) results[i] = (left[i] as number) + (right[i] as number);
  return results;
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
