/** One matrix product through a dot-product unit. */
import { isStochastic } from '../../models/rounding.js';
import type { DotProductUnit } from '../../models/units/unit.js';
import type { GemmRequest } from '../../sim/arithmetic/kernels/request.js';
import type { Arithmetic } from './arithmetic.js';
import { randomKey, type StepContext } from './emit.js';
import type { Elements, Tensor } from './tensor.js';

/** Where a product is computed: its unit, and the name of its random bits. */
export interface ProductPlace {
  readonly context: StepContext;
  readonly arithmetic: Arithmetic;
  readonly unit: DotProductUnit;
  readonly id: string;
}

type Operand = Pick<Tensor, 'codes' | 'layout' | 'scaleExponent'>;

/** Codes of a [m × k] · b [k × n] in the unit's result format. @param blockScales that the unit reads */
export function product(
  { context, arithmetic, unit, id }: ProductPlace,
  [m, n, k]: readonly [number, number, number],
  { a, b }: { readonly a: Operand; readonly b: Operand },
  blockScales?: GemmRequest['blockScales'],
): Elements {
  return arithmetic.gemm({
    unit,
    m,
    n,
    k,
    a: a.codes as Elements,
    aLayout: a.layout,
    b: b.codes as Elements,
    bLayout: b.layout,
    scaleSum: a.scaleExponent + b.scaleExponent,
    ...(blockScales === undefined ? {} : { blockScales }),
    ...(isStochastic(unit.accumulator.rounding) ? { random: randomKey(context, id) } : {}),
  }).codes;
}
