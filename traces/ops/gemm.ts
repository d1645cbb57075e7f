/**
 * Matrix products through a dot-product unit, one or a batch of them.
 * Left out: the casts that the recipe asks for (cast.ts), transposes of operands (transpose.ts).
 */
import { isStochastic } from '../../models/rounding.js';
import { type DotProductUnit, resultFormat } from '../../models/units/unit.js';
import type { Role } from '../../records/trace/tensor.js';
import { emptyLike } from '../../sim/arithmetic/elements.js';
import type { Arithmetic } from './arithmetic.js';
import { castToStorage } from './cast.js';
import { emit, type Place, randomKey, type StepContext } from './emit.js';
import { pairOf } from './pair.js';
import { codesOf, type Elements, type Tensor } from './tensor.js';

/**
 * Output [m × n] = a [m × k] · b [k × n], scales applied: in the unit's accumulator format, and cast to the
 * storage format where that is another. Operands of three axes are as many products as the first has.
 */
export function gemm(
  context: StepContext,
  place: Place,
  name: string,
  role: Role,
  left: Tensor,
  right: Tensor,
): Tensor {
  const [a, b] = pairOf(context, place, name, [left, right]);
  const [m, k] = a.shape.slice(-2) as [number, number];
  const [inner, n] = b.shape.slice(-2) as [number, number];
  const [batch, other] = [a, b].map(({ shape }) => (shape.length === 3 ? (shape[0] as number) : 1)) as [number, number];
  if (k !== inner || batch !== other) {
    throw new Error(`gemm ${name} of ${place.layer}: ${a.shape.join(' × ')} times ${b.shape.join(' × ')}`);
  }
  const unit = context.unitFor(a.format, b.format);
  const shape = a.shape.length === 3 ? [batch, m, n] : [m, n];
  const output = emit(context, place, {
    kind: 'gemm',
    inputs: [a, b],
    output: { name, role, shape, format: resultFormat(unit) },
    dims: { batch, m, n, k },
    attributes: {},
    unit: unit.family,
    compute: (arithmetic, id) => {
      const parts = Array.from({ length: batch }, (_, i) =>
        product({ context, arithmetic, unit, id: batch === 1 ? id : `${id} ${i}` }, [m, n, k], {
          a: { ...a, codes: codesOf(a).subarray(i * m * k, (i + 1) * m * k) },
          b: { ...b, codes: codesOf(b).subarray(i * k * n, (i + 1) * k * n) },
        }),
      );
      return { codes: joined(parts) };
    },
  });
  return castToStorage(context, place, `${name}.stored`, output);
}

/** Where a product is computed: its unit, and the name of its random bits. */
export interface ProductPlace {
  readonly context: StepContext;
  readonly arithmetic: Arithmetic;
  readonly unit: DotProductUnit;
  readonly id: string;
}

type Operand = Pick<Tensor, 'codes' | 'layout' | 'scaleExponent'>;

/** Codes of a [m × k] · b [k × n] in the unit's result format. */
export function product(
  { context, arithmetic, unit, id }: ProductPlace,
  [m, n, k]: readonly [number, number, number],
  { a, b }: { readonly a: Operand; readonly b: Operand },
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
    ...(isStochastic(unit.accumulator.rounding) ? { random: randomKey(context, id) } : {}),
  }).codes;
}

/** One array after another. */
function joined(parts: readonly Elements[]): Elements {
  const [first] = parts as [Elements];
  if (parts.length === 1) return first;
  const whole = emptyLike(
    first,
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
