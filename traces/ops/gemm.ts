/**
 * Matrix products through a dot-product unit, one or a batch of them.
 * Left out: the casts that the recipe asks for (cast.ts), transposes of operands (transpose.ts).
 */
import { resultFormat } from '../../models/units/unit.js';
import type { Role } from '../../records/trace/tensor.js';
import { emptyLike } from '../../sim/arithmetic/elements.js';
import { castToStorage } from './cast.js';
import { emit, type Place, type StepContext } from './emit.js';
import { pairOf } from './pair.js';
import { scalesOfOperands } from './product-scales.js';
import { unitOfProduct } from './product-unit.js';
import { scaledGemm } from './scaled-gemm.js';
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
  const scales = scalesOfOperands(a, b);
  const unit = unitOfProduct(context, place, [a, b], scales.blocks);
  const shape = a.shape.length === 3 ? [batch, m, n] : [m, n];
  const output = emit(context, place, {
    kind: 'gemm',
    inputs: [a, b, ...scales.inputs],
    output: { name, role, shape, format: scales.appliedBy === 'none' ? resultFormat(unit) : 'float32' },
    dims: { batch, m, n, k },
    attributes: scales.attributes,
    unit: unit.family,
    compute: (arithmetic, id) => {
      const parts = Array.from({ length: batch }, (_, i) => {
        const where = { context, arithmetic, unit, id: batch === 1 ? id : `${id} ${i}` };
        const matrices = {
          a: { ...a, codes: codesOf(a).subarray(i * m * k, (i + 1) * m * k) },
          b: { ...b, codes: codesOf(b).subarray(i * k * n, (i + 1) * k * n) },
        };
        return scaledGemm(where, [m, n, k], matrices, { scales, batch, at: i });
      });
      return { codes: joined(parts) };
    },
  });
  return castToStorage(context, place, `${name}.stored`, output);
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
