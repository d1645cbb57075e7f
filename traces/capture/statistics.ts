/** What tensors.jsonl says of a tensor's elements: largest magnitude, zeros, NaN, exponents; and what the cast that made it did. */
import { finiteMagnitude } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { TensorStatistics } from '../../records/trace/tensor.js';
import type { ElementArithmetic } from '../../sim/arithmetic/elements.js';
import type { Elements, Tensor } from '../ops/tensor.js';

export function statisticsOf(tensor: Tensor, codes: Elements, { tally }: ElementArithmetic): TensorStatistics {
  const format = resolveFloatFormat(tensor.format, tensor.id);
  const { underflow, saturated } = tensor.cast ?? { underflow: 0, saturated: 0 };
  const { zeros, nan, largest, histogram } = tally({ codes, format });
  const amax = finiteMagnitude(format, largest) * 2 ** tensor.scaleExponent;
  return { amax, zeros, underflow, saturated, nan, exponentHistogram: [...histogram] };
}
