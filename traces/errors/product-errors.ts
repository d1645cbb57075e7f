/**
 * The errors of a product, while its operands are at hand. Sums in float64: its own error is below k · 2^-53 of the sum
 * of the terms' magnitudes; the terms themselves are exact for operands of at most 26 significant bits.
 */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { elementsOf } from '../../models/shape.js';
import type { ErrorOfProduct } from '../../records/trace/errors.js';
import { errorStatistics } from '../../sim/arithmetic/error-statistics.js';
import type { Tensor } from '../ops/tensor.js';
import { depthOf, type ProductOp, productParts } from '../products/product-lines.js';
import { type JudgedPart, judgedParts } from './judged-outputs.js';
import { type OperandValues, operandValues, type StepTensors, type Values, valuesIn } from './step-tensors.js';

/** A product's errors, and what the casts of its result are judged by. */
export interface JudgedProduct {
  readonly error: ErrorOfProduct;
  /** In the order in which outputs are judged: their places, the unit's results, float64 before the cast. */
  readonly places: Int32Array;
  readonly result: Float64Array;
  readonly exact: Float64Array;
  readonly finite: readonly number[];
}

/** Undefined where operands or result are shapes alone. */
export function judgedProduct(op: ProductOp, step: StepTensors): JudgedProduct | undefined {
  const output = step.tensors.get(op.output) as Tensor;
  if (output.codes === undefined) return undefined;
  const [left, right] = op.inputs.map((id) => operandValues(id, step)) as [OperandValues, OperandValues];
  const k = depthOf(op);
  const parts = judgedParts(productParts(op), k);
  const places = Int32Array.from(parts.flatMap(placesOf));
  const lines = parts.map(linesOf);
  const exact = Float64Array.from(lines.flatMap((each) => sums(each, left.before, right.before)));
  const isCast = left.cast !== left.before || right.cast !== right.before;
  const cast = isCast ? Float64Array.from(lines.flatMap((each) => sums(each, left.cast, right.cast))) : exact;
  const result = valuesIn(output)(places);
  const finite = [...places.keys()].filter((i) => [exact, cast, result].every((values) => Number.isFinite(values[i])));
  const scale = { signal: exact, format: resolveFloatFormat(output.format, op.id) };
  const error: ErrorOfProduct = {
    ...{ op: op.id, step: op.step, layer: op.layer, phase: op.phase, product: nameOf(op), k },
    outputs: elementsOf(output.shape),
    judged: places.length,
    notFinite: places.length - finite.length,
    operands: [left, right].map(({ casts }, i) => operandOf(step.tensors.get(op.inputs[i] as string) as Tensor, casts)),
    into: output.format,
    quantisation: errorStatistics(finite, exact, cast, scale),
    accumulation: errorStatistics(finite, cast, result, scale),
    total: errorStatistics(finite, exact, result, scale),
    cosine: cosineOf(finite, exact, result),
  };
  return { error, places, result, exact, finite };
}

/** The error with what the casts of the result lose, the last of them made `tensor`. */
export function withResultCast(
  { error, places, result, exact, finite }: JudgedProduct,
  tensor: Tensor,
): ErrorOfProduct {
  const values = valuesIn(tensor)(places);
  const both = finite.filter((i) => Number.isFinite(values[i]));
  const scale = { signal: exact, format: resolveFloatFormat(tensor.format, tensor.id) };
  return { ...error, resultCast: { format: tensor.format, ...errorStatistics(both, result, values, scale) } };
}

/** `y` of a layer's forward product; others are called as what they make. */
function nameOf({ layer, output, step }: ProductOp): string {
  const name = output.slice(`${step}/${layer}/`.length);
  return name === 'xw' ? 'y' : name;
}

function operandOf({ format }: Tensor, casts: readonly Tensor[]): ErrorOfProduct['operands'][number] {
  const sum = (count: 'underflow' | 'saturated') => casts.reduce((all, { cast }) => all + (cast?.[count] ?? 0), 0);
  const cast = casts.reduce((all, { shape }) => all + elementsOf(shape), 0);
  return { format, cast, underflow: sum('underflow'), saturated: sum('saturated') };
}

function placesOf({ part, rows, columns }: JudgedPart): number[] {
  return rows.flatMap((row) => columns.map((column) => part.output(row, column)));
}

/** Places in the operands along each judged line. */
interface Lines {
  readonly rows: readonly Int32Array[];
  readonly columns: readonly Int32Array[];
}

function linesOf({ part, rows, columns }: JudgedPart): Lines {
  return { rows: rows.map((row) => part.row(row)), columns: columns.map((column) => part.column(column)) };
}

/** Of every crossing, row by row. */
function sums({ rows, columns }: Lines, left: Values, right: Values): number[] {
  const rights = columns.map(right);
  return rows.map(left).flatMap((a) => crossings(a, rights));
}

const SIDE_BY_SIDE = 4;

/** Of a row with every column: four at a time, whose sums do not wait for each other. */
function crossings(a: Float64Array, columns: readonly Float64Array[]): number[] {
  const none = new Float64Array(a.length);
  const totals: number[] = [];
  for (let first = 0; first < columns.length; first += SIDE_BY_SIDE) {
    const [b0 = none, b1 = none, b2 = none, b3 = none] = columns.slice(first, first + SIDE_BY_SIDE);
    let [t0, t1, t2, t3] = [0, 0, 0, 0];
    for (let i = 0; i < a.length; i++) {
      const value = a[i] as number;
      t0 += value * (b0[i] as number);
      t1 += value * (b1[i] as number);
      t2 += value * (b2[i] as number);
      t3 += value * (b3[i] as number);
    }
    totals.push(t0, t1, t2, t3);
  }
  return totals.slice(0, columns.length);
}

function cosineOf(outputs: readonly number[], a: Float64Array, b: Float64Array): number | null {
  let [product, left, right] = [0, 0, 0];
  for (const i of outputs) {
    const [x, y] = [a[i] as number, b[i] as number];
    product += x * y;
    left += x * x;
    right += y * y;
  }
  const size = Math.sqrt(left) * Math.sqrt(right);
  return size === 0 ? null : Math.max(-1, Math.min(1, product / size));
}
