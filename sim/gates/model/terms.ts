/**
 * Terms of many steps as float64: products, which are exact there, and accumulators; with their exponents where sums are
 * aligned by them.
 */
import type { FloatFormat } from '../../../models/formats/format.js';
import type { OperandStreams } from '../operands/operand-streams.js';
import { type Decoder, decoderOf } from './decoder.js';

/** Formats of each side by select port, and of the accumulator. */
export interface TermFormats {
  readonly a: readonly FloatFormat[];
  readonly b: readonly FloatFormat[];
  readonly c: FloatFormat;
}

/** Of `steps` steps from `first` on. */
export interface Terms {
  readonly streams: OperandStreams;
  readonly first: number;
  readonly steps: number;
  /** [step][product], without the scale. */
  readonly products: Float64Array;
  readonly accumulators: Float64Array;
  /** Sums of the operands' exponents and of the scale, [step][product]. */
  readonly exponents: Int32Array;
  readonly accumulatorExponents: Int32Array;
}

/** @param exponents whether anybody asks for them */
export function termsOf(
  formats: TermFormats,
  streams: OperandStreams,
  [first, end]: readonly [number, number],
  exponents: 'with exponents' | 'values alone',
): Terms {
  const steps = end - first;
  const { productsPerStep, aFormat, bFormat, scale } = streams;
  const count = exponents === 'with exponents' ? 1 : 0;
  const terms: Terms = {
    streams,
    first,
    steps,
    products: new Float64Array(steps * productsPerStep),
    accumulators: new Float64Array(steps),
    exponents: new Int32Array(count * steps * productsPerStep),
    accumulatorExponents: new Int32Array(count * steps),
  };
  const [a, b, c] = [formats.a.map(decoderOf), formats.b.map(decoderOf), decoderOf(formats.c)];
  for (let step = 0; step < steps; step++) {
    const at = first + step;
    const [left, right] = [a[aFormat?.[at] ?? 0] as Decoder, b[bFormat?.[at] ?? 0] as Decoder];
    multiplied(left, right, terms, step, scale?.[at] ?? 0);
    const accumulator = c.value(streams.c[at] as number);
    terms.accumulators[step] = accumulator;
    if (count === 1) terms.accumulatorExponents[step] = c.exponent(accumulator);
  }
  return terms;
}

function multiplied(left: Decoder, right: Decoder, terms: Terms, step: number, scale: number): void {
  const { streams, first, products, exponents } = terms;
  const { a, b, productsPerStep } = streams;
  const from = (first + step) * productsPerStep;
  const to = step * productsPerStep;
  for (let i = 0; i < productsPerStep; i++) {
    const [x, y] = [numberOf(left, a[from + i] as number), numberOf(right, b[from + i] as number)];
    products[to + i] = x * y;
    if (exponents.length > 0) exponents[to + i] = left.exponent(x) + right.exponent(y) + scale;
  }
}

function numberOf({ values, value }: Decoder, code: number): number {
  return values === undefined ? value(code) : (values[code] as number);
}
