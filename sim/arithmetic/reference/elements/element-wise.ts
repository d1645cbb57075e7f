/** Element-wise functions value by value; what a function reads and means stands with its name in records/trace/op.ts. */
import type { ElementWiseFunction } from '../../../../records/trace/op.js';
import { type Elements, type ElementWiseRequest, emptyLike, type StoredElements } from '../../elements.js';
import { geluOf, geluSlope, logistic, siluSlope } from './activations.js';
import { valuesOfCodes } from './values.js';

/** What a function needs besides its inputs. */
interface Rows {
  readonly columns: number;
  readonly groups: number;
}

type Inputs = readonly [StoredElements, StoredElements, StoredElements];

/** Results as values, or as codes where a function passes codes on. */
type Results = { readonly values: Float32Array } | { readonly codes: Elements };

const FUNCTIONS: Readonly<Record<ElementWiseFunction, (inputs: Inputs, rows: Rows) => Results>> = {
  'bias-add': ([x, bias], rows) => withRow(x, bias, rows, (value, added) => value + added),
  'row-multiply': ([x, factors], rows) => withRow(x, factors, rows, (value, factor) => value * factor),
  rotary: ([x, angles], rows) => turned(x, angles, rows),
  add: ([a, b]) => pairwise(a, b, (left, right) => left + right),
  multiply: ([a, b]) => pairwise(a, b, (left, right) => left * right),
  relu: ([x]) => positive(x),
  'relu-backward': ([y, dy]) => passed(y.codes, dy.codes),
  gelu: ([x]) => each(x, geluOf),
  'gelu-backward': ([x, dy]) => pairwise(x, dy, (value, gradient) => gradient * geluSlope(value)),
  'bias-gelu': ([x, bias], rows) => withRow(x, bias, rows, (value, added) => geluOf(value + added)),
  'bias-gelu-backward': ([x, bias, dy], rows) => {
    const { values } = withRow(x, bias, rows, (value, added) => geluSlope(value + added));
    const gradients = valuesOf(dy);
    return { values: values.map((slope, i) => slope * (gradients[i] as number)) };
  },
  silu: ([x]) => each(x, (value) => value * logistic(value)),
  'silu-backward': ([x, dy]) => pairwise(x, dy, (value, gradient) => gradient * siluSlope(value)),
  sigmoid: ([x]) => each(x, logistic),
  'sigmoid-backward': ([y, dy]) => pairwise(y, dy, (value, gradient) => gradient * value * (1 - value)),
  tanh: ([x]) => each(x, (value) => 2 * logistic(2 * value) - 1),
  'tanh-backward': ([y, dy]) => pairwise(y, dy, (value, gradient) => gradient * (1 - value * value)),
};

export function elementWiseOf({ function: applied, inputs, columns, groups }: ElementWiseRequest): Results {
  return FUNCTIONS[applied](inputs as unknown as Inputs, { columns, groups });
}

function valuesOf({ codes, format }: StoredElements): Float32Array {
  return valuesOfCodes(codes, format);
}

function each(x: StoredElements, apply: (value: number) => number): Results {
  return { values: valuesOf(x).map(apply) };
}

/** f(x[r, c], row[g, c]) for the group g of row r. */
function withRow(
  x: StoredElements,
  row: StoredElements,
  { columns, groups }: Rows,
  apply: (value: number, operand: number) => number,
): { readonly values: Float32Array } {
  const [values, operands] = [valuesOf(x), valuesOf(row)];
  const results = new Float32Array(values.length);
  const perGroup = values.length / groups;
  for (let start = 0; start < values.length; start += columns) {
    const first = Math.floor(start / perGroup) * columns;
    for (let c = 0; c < columns; c++) {
      results[start + c] = apply(values[start + c] as number, operands[first + c] as number);
    }
  }
  return { values: results };
}

/** Each pair (a, b) by its angle (cos, sin): a · cos − b · sin, a · sin + b · cos. */
function turned(x: StoredElements, angles: StoredElements, { columns, groups }: Rows): Results {
  const [values, turns] = [valuesOf(x), valuesOf(angles)];
  const results = new Float32Array(values.length);
  const perGroup = values.length / groups;
  for (let i = 0; i < values.length; i += 2) {
    const at = Math.floor(i / perGroup) * columns + (i % columns);
    const [a, b] = [values[i] as number, values[i + 1] as number];
    const [cosine, sine] = [turns[at] as number, turns[at + 1] as number];
    results[i] = a * cosine - b * sine;
    results[i + 1] = a * sine + b * cosine;
  }
  return { values: results };
}

function pairwise(a: StoredElements, b: StoredElements, apply: (left: number, right: number) => number): Results {
  const [left, right] = [valuesOf(a), valuesOf(b)];
  const results = new Float32Array(left.length);
  for (let i = 0; i < results.length; i++) results[i] = apply(left[i] as number, right[i] as number);
  return { values: results };
}

/** The codes of positive values and NaN; +0 for all else. */
function positive(x: StoredElements): Results {
  const values = valuesOf(x);
  const results = emptyLike(x.codes, values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value > 0 || Number.isNaN(value)) results[i] = x.codes[i] as number;
  }
  return { codes: results };
}

/** The gradient where the output is not zero. */
function passed(outputs: Elements, gradients: Elements): Results {
  const results = emptyLike(gradients, gradients.length);
  for (let i = 0; i < results.length; i++) if (outputs[i] !== 0) results[i] = gradients[i] as number;
  return { codes: results };
}
