/** The shape of a product as it was asked for, checked field by field. */
import type { FloatFormat } from '../models/formats/format.js';
import { resolveFloatFormat } from '../models/formats/resolve.js';
import { oneOf, type Where, wholeNumber } from '../models/input-checks.js';
import { InputError, shown } from '../models/input-error.js';
import { operandWidth } from '../models/machines/operand-width.js';
import { type GemmShape, gemmShape } from '../sim/array/plan/gemm-shape.js';
import { COEFFICIENT_PLACES, GEMM_OUTPUTS } from '../sim/tile/kernels/gemm/task.js';

export interface ProductChoice {
  readonly m: number | undefined;
  readonly k: number | undefined;
  readonly n: number | undefined;
  /** Of both operands. */
  readonly format: string;
  readonly output?: string;
  readonly coefficients?: string;
}

export interface ChosenProduct {
  readonly format: FloatFormat;
  readonly shape: GemmShape;
}

/** Longest side of a product that is planned on many tiles. */
export const MOST_SIDE = 2 ** 24;

/**
 * @param most longest side
 * @param partials as the format has them unless said
 * @throws InputError naming the field
 */
export function chosenProduct(
  { m, k, n, format: name, output, coefficients }: ProductChoice,
  most: number,
  where: Where,
  partials?: GemmShape['partials'],
): ChosenProduct {
  const format = resolveFloatFormat(name, where('format'));
  if (!format.signed || !format.zero)
    throw new InputError(where('format'), 'a format with a sign and a zero', shown(name));
  const width = operandWidth(format.name, where('format'));
  const [rows, depth, columns] = Object.entries({ m, k, n }).map(([side, size]) =>
    wholeNumber(where(side), size, 1, most),
  ) as [number, number, number];
  const shape = {
    ...gemmShape(rows, columns, depth, width, partials ?? (width === 'fp32' ? 'fp32' : 'fp16')),
    ...(output === undefined ? {} : { output: oneOf(where('output'), GEMM_OUTPUTS, output) }),
    ...(coefficients === undefined
      ? {}
      : { coefficients: oneOf(where('coefficients'), COEFFICIENT_PLACES, coefficients) }),
  };
  return { format, shape };
}
