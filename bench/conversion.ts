/** Encode and decode against a loop that copies as many values through Math.fround. */
import { resolveFloatFormat } from '../models/formats/resolve.js';
import type { ArithmeticEngine } from '../sim/arithmetic/kernels/engine.js';
import type { Benchmark } from './benchmark.js';
import { gaussianValues } from './operands.js';

const VALUES = 262_144;
const FORMATS = ['f143', 'f152', 'e4m3', 'float16'] as const;

export function conversionBenchmarks(engine: ArithmeticEngine): Benchmark[] {
  const values = gaussianValues(VALUES, 1);
  const copy = new Float32Array(VALUES);
  const shared = {
    operation: 'value',
    operations: VALUES,
    referenceOperations: VALUES,
    referenceName: 'Math.fround copy',
    reference: () => copyRounded(values, copy),
    floor: 0.7,
    aim: 1,
  } as const;
  const rule = { rounding: 'nearest-even', overflow: 'saturate', scaleExponent: 0 } as const;
  return FORMATS.flatMap((name) => {
    const format = resolveFloatFormat(name, 'bench');
    const { codes } = engine.encode({ format, values, ...rule });
    const [into, decoded] = [codes.slice(), new Float32Array(VALUES)];
    return [
      { ...shared, name: `encode ${name}`, run: () => void engine.encode({ format, values, into, ...rule }) },
      {
        ...shared,
        name: `decode ${name}`,
        run: () => void engine.decode({ format, codes, scaleExponent: 0, into: decoded }),
      },
    ];
  });
}

function copyRounded(source: Float32Array, target: Float32Array): void {
  for (let i = 0; i < source.length; i++) target[i] = Math.fround(source[i] as number);
}
