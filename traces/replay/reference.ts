/**
 * The second path: a sample of the outputs of every product and cast from exact numbers, by the plain reference that the
 * fast twins are compared with (sim/arithmetic/reference). Left out: roundings that draw random bits, convolutions
 * whose operands have scales of groups, other kinds of op.
 */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { isStochastic } from '../../models/rounding.js';
import { type DotProductUnit, resultFormat } from '../../models/units/unit.js';
import { OP_KINDS, type OpKind, type OpOf } from '../../records/trace/op.js';
import { decode, encode } from '../../sim/arithmetic/reference/convert.js';
import { dot } from '../../sim/arithmetic/reference/dot.js';
import type { StepContext } from '../ops/emit.js';
import { codesOf, type Tensor } from '../ops/tensor.js';
import { type ProductOp, type ProductPart, productParts } from '../products/product-lines.js';
import type { StoredOp } from './replay-op.js';
import { blocksOfProduct, groupedCastCode, scaledGemmCode, valueAt } from './scaled-reference.js';
import { type Beside, bitsIn, type Difference, differenceAt } from './verify.js';

/** Of a kind: outputs that were judged, and the first that is another. */
export interface ReferenceKind {
  readonly kind: OpKind;
  readonly outputs: number;
  readonly different: number;
  readonly first?: Difference;
}

export interface ReferenceCheck {
  readonly beside: Beside;
  readonly kinds: () => ReferenceKind[];
}

/** @param outputs of each op that are judged, spread over all of them */
export function referenceCheck(outputs: number): ReferenceCheck {
  const tallies = new Map<OpKind, { outputs: number; different: number; first?: Difference }>();
  return {
    beside(context, stored) {
      const expected = referenceOf(context, stored);
      if (expected === undefined) return;
      const { op, output } = stored;
      const tally = tallies.get(op.kind) ?? { outputs: 0, different: 0 };
      tallies.set(op.kind, tally);
      for (const { element, code } of expected(outputs)) {
        const difference = differenceAt(op.id, element, code, output);
        tally.outputs += 1;
        if (difference === undefined) continue;
        tally.different += 1;
        tally.first ??= difference;
      }
    },
    kinds: () =>
      OP_KINDS.flatMap((kind) => {
        const tally = tallies.get(kind);
        return tally === undefined ? [] : [{ kind, ...tally }];
      }),
  };
}

/** An element of an output, in row-major order, and the code that it must have. */
interface Expected {
  readonly element: number;
  readonly code: number;
}

type Sampled = (outputs: number) => Expected[];

/** Undefined for ops that the reference does not judge. */
function referenceOf(context: StepContext, { op, inputs, output }: StoredOp): Sampled | undefined {
  const [a, b] = inputs as [Tensor, Tensor];
  switch (op.kind) {
    case 'cast':
      return isStochastic(op.attributes.rounding) ? undefined : (outputs) => castOutputs(op, inputs, output, outputs);
    case 'gemm':
    case 'convolution': {
      if (op.attributes.scales !== undefined)
        return op.kind === 'gemm' ? scaledProducts(context, op, inputs) : undefined;
      const unit = context.unitFor(a.format, b.format);
      return isStochastic(unit.accumulator.rounding) ? undefined : (outputs) => products({ op, unit, a, b }, outputs);
    }
    default:
      return undefined;
  }
}

function castOutputs(op: OpOf<'cast'>, inputs: StoredOp['inputs'], output: Tensor, outputs: number): Expected[] {
  const to = resolveFloatFormat(output.format, op.id);
  const [input, groups, whole] = inputs as [Tensor, Tensor?, Tensor?];
  return spreadOver(codesOf(input).length, outputs).map((element) => {
    if (groups !== undefined && op.attributes.scales?.as === 'divisor') {
      return { element, code: groupedCastCode(op, [input, groups, whole], to, element) };
    }
    const value = valueAt(input, element) * 2 ** (input.scaleExponent - output.scaleExponent);
    return { element, code: encode(to, value, op.attributes) };
  });
}

/** Of matrices whose groups have scales. */
function scaledProducts(context: StepContext, op: OpOf<'gemm'>, inputs: StoredOp['inputs']): Sampled | undefined {
  const [a, b] = inputs as [Tensor, Tensor];
  const unit = context.unitFor(a.format, b.format, blocksOfProduct(op));
  if (isStochastic(unit.accumulator.rounding)) return undefined;
  const codeOf = scaledGemmCode(op, inputs, unit);
  const { batch, m, n } = op.dims;
  return (outputs) => spreadOver(batch * m * n, outputs).map((element) => ({ element, code: codeOf(element) }));
}

interface Product {
  readonly op: ProductOp;
  readonly unit: DotProductUnit;
  readonly a: Tensor;
  readonly b: Tensor;
}

function products({ op, unit, a, b }: Product, outputs: number): Expected[] {
  const parts = productParts(op);
  const [{ rows, columns }] = parts as [ProductPart];
  const scaleSum = a.scaleExponent + b.scaleExponent;
  const sum = { unit, a: bitsIn(codesOf(a)), b: bitsIn(codesOf(b)), scaleSum };
  return spreadOver(parts.length * rows * columns, outputs).map((at) => {
    const part = parts[Math.floor(at / (rows * columns))] as ProductPart;
    const [row, column] = [Math.floor(at / columns) % rows, at % columns];
    return { element: part.output(row, column), code: outputCode(sum, part, row, column) };
  });
}

interface Sum {
  readonly unit: DotProductUnit;
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
  readonly scaleSum: number;
}

function outputCode(sum: Sum, part: ProductPart, row: number, column: number): number {
  const [left, right] = [part.row(row), part.column(column)];
  const share = (from: number) => {
    const of = (codes: ArrayLike<number>, places: Int32Array) =>
      Array.from(places.subarray(from, from + part.share), (place) => (place === -1 ? 0 : (codes[place] as number)));
    return dot(sum.unit, of(sum.a, left), of(sum.b, right), 0, sum.scaleSum);
  };
  const windows = part.windows?.(row);
  if (windows === undefined) return share(0);
  const format = resolveFloatFormat(resultFormat(sum.unit), 'unit');
  const reached = [...windows].map((window, tap) => ({ window, tap })).filter(({ window }) => window !== -1);
  const added = reached
    .sort((left, right) => left.window - right.window)
    .reduce((total, { tap }) => Math.fround(total + decode(format, share(tap * part.share))), 0);
  return encode(format, added, { rounding: 'nearest-even', overflow: 'special' });
}

/** The golden ratio's part below one: its multiples fill an interval evenly, in whatever number. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** So many of a number of places, or all of them, each once. */
function spreadOver(places: number, count: number): number[] {
  if (count >= places) return Array.from({ length: places }, (_, i) => i);
  const found = new Set(Array.from({ length: count }, (_, i) => Math.floor((((i + 1) * GOLDEN) % 1) * places)));
  return [...found].sort((a, b) => a - b);
}
