/** Signal-to-noise ratio as it is: values put through a format's conversion and back, signal over error. */
import { bitsOf, type NumberFormat } from '../../models/formats/format.js';
import type { ArithmeticEngine } from '../../sim/arithmetic/kernels/engine.js';
import { decode, encode } from '../../sim/arithmetic/reference/convert.js';

const RULE = { rounding: 'nearest-even', overflow: 'saturate' } as const;
/** What the fast conversions take. */
const MOST_FAST_BITS = 16;

/** dB. @param values float32 values for formats of up to 16 bits, whose conversion starts from those */
export function measuredRatioDb(engine: ArithmeticEngine, format: NumberFormat, values: ArrayLike<number>): number {
  const kept = converted(engine, format, values);
  let signal = 0;
  let noise = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    signal += value ** 2;
    noise += (value - (kept[i] as number)) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

function converted(engine: ArithmeticEngine, format: NumberFormat, values: ArrayLike<number>): ArrayLike<number> {
  if (format.kind === 'float' && bitsOf(format) <= MOST_FAST_BITS) {
    const request = { format, scaleExponent: 0 };
    const { codes } = engine.encode({ ...request, ...RULE, values: Float32Array.from(values) });
    return engine.decode({ ...request, codes });
  }
  if (format.name === 'float32') return Float32Array.from(values);
  return Float64Array.from(values, (value) => decode(format, encode(format, value, RULE)));
}
