/**
 * What tensors.jsonl says of a tensor's elements: largest magnitude, zeros, NaN, exponents; and what the cast that made it
 * did. What a transpose makes has the codes that it reads: they are counted once.
 */
import { type FloatFormat, finiteMagnitude } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { TensorStatistics } from '../../records/trace/tensor.js';
import type { ElementArithmetic, Tally } from '../../sim/arithmetic/elements.js';
import type { Elements, Tensor } from '../ops/tensor.js';

export interface TensorCounts {
  /** Told of every tensor that an op reads or makes, in order. */
  readonly tell: (tensor: Tensor) => void;
  /** Of the tensor that was told last. */
  readonly statistics: (codes: Elements, elements: ElementArithmetic) => TensorStatistics;
}

export function createCounts(): TensorCounts {
  const tallies = new WeakMap<Elements, Tally>();
  let [before, told]: (Tensor | undefined)[] = [];
  return {
    tell(tensor) {
      [before, told] = [told, tensor];
    },
    statistics(codes, elements) {
      const tensor = told as Tensor;
      const format = resolveFloatFormat(tensor.format, tensor.id);
      const isTurned = before?.codes === codes && before.layout !== tensor.layout;
      const tally = (isTurned ? tallies.get(codes) : undefined) ?? elements.tally({ codes, format });
      tallies.set(codes, tally);
      return statisticsOf(tensor, tally, format);
    },
  };
}

function statisticsOf(
  { cast, scaleExponent }: Tensor,
  { zeros, nan, largest, histogram }: Tally,
  format: FloatFormat,
): TensorStatistics {
  const { underflow, saturated } = cast ?? { underflow: 0, saturated: 0 };
  const amax = finiteMagnitude(format, largest) * 2 ** scaleExponent;
  return { amax, zeros, underflow, saturated, nan, exponentHistogram: [...histogram] };
}
