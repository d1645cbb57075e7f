/**
 * The second path of what has scales of groups: casts as exact quotients, and matrix products as each sum is, exact but for
 * the roundings that the rule says. Left out: convolutions whose operands have them.
 */
import type { FloatFormat } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { type DotProductUnit, resultFormat } from '../../models/units/unit.js';
import type { OpOf } from '../../records/trace/op.js';
import type { OperandScales } from '../../records/trace/scales.js';
import { decode, encode, encodeDyadic } from '../../sim/arithmetic/reference/convert.js';
import { dot } from '../../sim/arithmetic/reference/dot.js';
import { type Dyadic, dyadicOf, multiply, sum } from '../../sim/arithmetic/reference/dyadic.js';
import type { EncodeRule } from '../../sim/arithmetic/reference/round.js';
import { blockScaleOf, groupAt } from '../ops/grouping.js';
import { codesOf, type GroupShape, type Tensor } from '../ops/tensor.js';
import { bitsIn } from './verify.js';

const FLOAT32 = resolveFloatFormat('float32', 'scaled reference');
const NEAREST = { rounding: 'nearest-even', overflow: 'special' } as const;

/** Bits of a quotient beyond those of its dividend; what is left over is one bit more. */
const QUOTIENT_BITS = 200n;

/** The code of an element over the scale of its group. @param tensors the op reads: x, the groups' scales, the tensor's own */
export function groupedCastCode(
  { dims, attributes }: OpOf<'cast'>,
  [x, groups, whole]: readonly [Tensor, Tensor, Tensor | undefined],
  to: FloatFormat,
  element: number,
): number {
  const shape = attributes.scales as GroupShape;
  const group = groupAt(shape, dims, Math.floor(element / dims.columns), element % dims.columns);
  const divisor = valueAt(groups, group) * ownScale(whole);
  const value = valueAt(x, element) * 2 ** x.scaleExponent;
  if (divisor === 0 || Number.isNaN(divisor)) return encode(to, 0, attributes);
  if (!Number.isFinite(value)) return encode(to, value, attributes);
  return encodeDyadic(to, quotient(dyadicOf(value), dyadicOf(divisor)), attributes as EncodeRule);
}

/** With one bit for all that is left over: no rounding to fewer bits tells it from the exact quotient. */
function quotient(a: Dyadic, b: Dyadic): Dyadic {
  const dividend = a.significand << QUOTIENT_BITS;
  const whole = dividend / b.significand;
  const isExact = whole * b.significand === dividend;
  return {
    negative: a.negative !== b.negative,
    significand: 2n * whole + (isExact ? 0n : 1n),
    exponent: a.exponent - b.exponent - Number(QUOTIENT_BITS) - 1,
  };
}

/** An operand of a matrix product, as it is stored, with the tensors of its scales. */
interface ScaledOperand {
  readonly tensor: Tensor;
  readonly scales: OperandScales | undefined;
  readonly groups: Tensor | undefined;
  readonly whole: Tensor | undefined;
}

/** A matrix product, of which each output is asked for alone. @param inputs of the op, scales behind the operands */
export function scaledGemmCode(
  { dims, attributes }: OpOf<'gemm'>,
  inputs: readonly Tensor[],
  unit: DotProductUnit,
): (at: number) => number {
  const { batch, m, n, k } = dims;
  const [a, b] = operandsOf(attributes.scales, inputs);
  const left = linesOf(a, 'rows', { batch, rows: m, columns: k });
  const right = linesOf(b, 'columns', { batch, rows: k, columns: n });
  const scaleExponent = a.tensor.scaleExponent + b.tensor.scaleExponent;
  const own = Math.fround(ownScale(a.whole) * ownScale(b.whole));
  return (at) => {
    const [product, row, column] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n];
    const pair = { unit, scaleExponent, a: left(product, row), b: right(product, column) };
    return attributes.scales?.appliedBy === 'unit' ? inUnit(pair, own) : inRegister(pair);
  };
}

/** Codes along k, and of each the scale of its group and which it is; 1 where there are none. */
interface Line {
  readonly codes: readonly number[];
  readonly groups: readonly number[];
  readonly scaleOf: (group: number) => { readonly code: number | undefined; readonly value: number };
}

interface Pair {
  readonly unit: DotProductUnit;
  readonly scaleExponent: number;
  readonly a: Line;
  readonly b: Line;
}

/** Runs of equal scales from +0, then register + sum · scale, rounded once. */
function inRegister({ unit, scaleExponent, a, b }: Pair): number {
  const format = resolveFloatFormat(resultFormat(unit), 'unit');
  let register = 0;
  for (let from = 0; from < a.codes.length; ) {
    const isSame = (at: number) => a.groups[at] === a.groups[from] && b.groups[at] === b.groups[from];
    let to = from + 1;
    while (to < a.codes.length && isSame(to)) to++;
    const part = decode(format, dot(unit, a.codes.slice(from, to), b.codes.slice(from, to), 0, scaleExponent));
    const scale = Math.fround(a.scaleOf(a.groups[from] as number).value * b.scaleOf(b.groups[from] as number).value);
    register = fused(part, scale, register);
    from = to;
  }
  return encode(FLOAT32, register, NEAREST);
}

/** a · b + c in float32. */
function fused(a: number, b: number, c: number): number {
  if (![a, b, c].every(Number.isFinite)) return Math.fround(a * b + c);
  const exact = sum([multiply(dyadicOf(a), dyadicOf(b)), dyadicOf(c)]);
  return decode(FLOAT32, encodeDyadic(FLOAT32, exact, NEAREST));
}

/** Blocks of k with the codes of their scales, then the tensors' own in float32. */
function inUnit({ unit, scaleExponent, a, b }: Pair, own: number): number {
  const block = unit.blockScale?.block as number;
  const one = encode(resolveFloatFormat(unit.blockScale?.format as string, 'unit'), 1, NEAREST);
  const codesOfBlocks = ({ groups, scaleOf }: Line) =>
    groups.filter((_, at) => at % block === 0).map((group) => scaleOf(group).code ?? one);
  const scales = { a: codesOfBlocks(a), b: codesOfBlocks(b), block };
  const code = dot(unit, a.codes, b.codes, 0, scaleExponent, undefined, scales);
  const value = decode(resolveFloatFormat(resultFormat(unit), 'unit'), code);
  return encode(FLOAT32, Math.fround(value * own), NEAREST);
}

interface Matrices {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
}

/** Lines of k of an operand of a batch: its rows, or its columns. */
function linesOf({ tensor, scales, groups }: ScaledOperand, along: 'rows' | 'columns', matrices: Matrices) {
  const { batch, rows, columns } = matrices;
  const codes = bitsIn(codesOf(tensor));
  const [height, width] = scales?.order === 'columns' ? [columns, rows] : [rows, columns];
  const groupOf = (product: number, row: number, column: number) => {
    if (scales === undefined) return 0;
    const [down, across] = scales.order === 'columns' ? [column, row] : [row, column];
    return groupAt(scales, { rows: batch * height, columns: width }, product * height + down, across);
  };
  const scaleOf: Line['scaleOf'] = (group) => {
    if (groups === undefined) return { code: undefined, value: 1 };
    return { code: bitsIn(codesOf(groups))[group], value: valueAt(groups, group) };
  };
  return (product: number, line: number): Line => {
    const places = Array.from({ length: along === 'rows' ? columns : rows }, (_, depth) =>
      along === 'rows' ? ([line, depth] as const) : ([depth, line] as const),
    );
    return {
      codes: places.map(([row, column]) => codes[(product * rows + row) * columns + column] as number),
      groups: places.map(([row, column]) => groupOf(product, row, column)),
      scaleOf,
    };
  };
}

function operandsOf(scales: OpOf<'gemm'>['attributes']['scales'], [a, b, ...behind]: readonly Tensor[]) {
  const left = [...behind];
  const operand = (tensor: Tensor | undefined, of: OperandScales | undefined): ScaledOperand => {
    const groups = of === undefined ? undefined : left.shift();
    const whole = of === undefined || of.tensorScale === 'none' ? undefined : left.shift();
    return { tensor: tensor as Tensor, scales: of, groups, whole };
  };
  return [operand(a, scales?.a), operand(b, scales?.b)] as const;
}

/** The scales of blocks that the unit of a product reads; none where a register applies them. */
export function blocksOfProduct({ attributes: { scales } }: OpOf<'gemm'>) {
  if (scales?.appliedBy !== 'unit') return undefined;
  const isOwn = [scales.a, scales.b].some((operand) => operand?.tensorScale === 'float32');
  return blockScaleOf(isOwn ? { kind: 'nvfp4' } : { kind: 'mx', rule: 'floor' });
}

function ownScale(whole: Tensor | undefined): number {
  return whole === undefined ? 1 : valueAt(whole, 0);
}

/** Of a tensor's element, without its scale. */
export function valueAt(tensor: Tensor, element: number): number {
  const code = codesOf(tensor)[element] as number;
  return tensor.format === 'float32' ? code : decode(resolveFloatFormat(tensor.format, tensor.id), code);
}
