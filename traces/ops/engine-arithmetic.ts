/**
 * The fast twins as the arithmetic of training. Elements other than float16 are decoded to float32 values
 * first, which is exact, and encoded from there.
 */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { ArithmeticEngine } from '../../sim/arithmetic/kernels/engine.js';
import type { Arithmetic, ConvertRequest } from './arithmetic.js';
import type { CastStatistics, Elements } from './tensor.js';

export function engineArithmetic(engine: ArithmeticEngine): Arithmetic {
  return {
    gemm: (request) => ({
      codes: values(engine.gemm({ ...request, a: integers(request.a), b: integers(request.b) }).codes),
    }),
    elements: engine.elements,
    lent: engine.lent,
    convert(request) {
      const { to, rounding, overflow } = request;
      if (to.format === 'float32') return widening(engine, request);
      const source = sourceOf(engine, request);
      return engine.encode({
        format: resolveFloatFormat(to.format, 'cast'),
        values: source.values,
        rounding,
        overflow,
        scaleExponent: to.scaleExponent - source.scaleExponent,
        ...(request.random === undefined ? {} : { random: request.random }),
      });
    },
  };
}

/** float32 bits as the values that float32 tensors hold. */
function values(codes: Uint16Array | Uint32Array): Elements {
  return codes instanceof Uint32Array ? new Float32Array(codes.buffer, codes.byteOffset, codes.length) : codes;
}

function integers(codes: Elements): Uint8Array | Uint16Array | Uint32Array {
  return codes instanceof Float32Array ? new Uint32Array(codes.buffer, codes.byteOffset, codes.length) : codes;
}

/** Into float32 nothing is lost that the scale does not lose; what is NaN stays NaN, and is counted where somebody asks. */
function widening(engine: ArithmeticEngine, request: ConvertRequest) {
  const codes = widened(engine, request);
  return {
    codes,
    get statistics(): CastStatistics {
      return { underflow: 0, saturated: 0, nan: nanCount(codes) };
    },
  };
}

function nanCount(values: Float32Array): number {
  let nan = 0;
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) nan += 1;
  return nan;
}

function widened(engine: ArithmeticEngine, { codes, from }: ConvertRequest): Float32Array {
  if (codes instanceof Float32Array) {
    const factor = 2 ** from.scaleExponent;
    return codes.map((value) => value * factor);
  }
  return engine.decode({ format: resolveFloatFormat(from.format, 'cast'), codes, scaleExponent: from.scaleExponent });
}

/** What encode takes, float32 values or float16 codes, and the scale that they still carry. */
function sourceOf(engine: ArithmeticEngine, { codes, from }: ConvertRequest) {
  const { scaleExponent } = from;
  if (codes instanceof Float32Array) return { values: codes, scaleExponent };
  if (codes instanceof Uint16Array && from.format === 'float16') return { values: codes, scaleExponent };
  return {
    values: engine.decode({ format: resolveFloatFormat(from.format, 'cast'), codes, scaleExponent: 0 }),
    scaleExponent,
  };
}
