/**
 * Matrix products through a dot-product unit.
 * Left out: the casts that the recipe asks for (cast.ts), transposes of operands (transpose.ts).
 */
import { isStochastic } from '../../models/rounding.js';
import { resultFormat } from '../../models/units/unit.js';
import type { Role } from '../../records/trace/tensor.js';
import { castToStorage } from './cast.js';
import { emit, type Place, randomKey, type StepContext } from './emit.js';
import { codesOf, type Tensor } from './tensor.js';

/**
 * Output [m × n] = a [m × k] · b [k × n], scales applied: in the unit's accumulator format, and cast to the
 * storage format where that is another.
 */
export function gemm(context: StepContext, place: Place, name: string, role: Role, a: Tensor, b: Tensor): Tensor {
  const [m, k] = a.shape as [number, number];
  const [inner, n] = b.shape as [number, number];
  if (k !== inner) throw new Error(`gemm ${name} of ${place.layer}: ${m} × ${k} times ${inner} × ${n}`);
  const unit = context.unitFor(a.format, b.format);
  const { rounding } = unit.accumulator;
  const output = emit(context, place, {
    kind: 'gemm',
    inputs: [a, b],
    output: { name, role, shape: [m, n], format: resultFormat(unit) },
    dims: { batch: 1, m, n, k },
    attributes: {},
    unit: unit.family,
    compute: (arithmetic, id) =>
      arithmetic.gemm({
        unit,
        m,
        n,
        k,
        a: codesOf(a),
        aLayout: a.layout,
        b: codesOf(b),
        bLayout: b.layout,
        scaleSum: a.scaleExponent + b.scaleExponent,
        ...(isStochastic(rounding) ? { random: randomKey(context, id) } : {}),
      }),
  });
  return castToStorage(context, place, `${name}.stored`, output);
}
