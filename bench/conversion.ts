/** Encode and decode against a loop that copies as many values through Math.fround, four a turn. */
import { resolveFloatFormat } from '../models/formats/resolve.js';
import type { ArithmeticEngine } from '../sim/arithmetic/kernels/engine.js';
import type { Benchmark } from './benchmark.js';
import { gaussianValues } from './operands.js';

const VALUES = 262_144;
const HOT_CALLS = 1_000_000;
const FORMATS = ['f143', 'f152', 'e4m3', 'float16'] as const;

export function conversionBenchmarks(engine: ArithmeticEngine): Benchmark[] {
  const values = gaussianValues(VALUES, 1);
  const copy = new Float32Array(VALUES);
  const shared = {
    operation: 'value',
    operations: VALUES,
    referenceOperations: VALUES,
    referenceName: 'Math.fround copy',
    reference: hotCopy(values, copy),
    clock: 'cpu',
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

/**
 * The copy loop as one function that has been compiled with all it calls: called on a few values until it is hot. Left
 * to itself it became hot after some seconds, amid a later row, and then ran at twice its speed.
 */
function hotCopy(source: Float32Array, target: Float32Array): () => void {
  const arrays = { source: source.slice(0, 4) as Float32Array, target: target.slice(0, 4) as Float32Array };
  const copy = () => copyRounded(arrays.source, arrays.target);
  for (let call = 0; call < HOT_CALLS; call++) copy();
  arrays.source = source;
  arrays.target = target;
  return copy;
}

/**
 * Four values a turn: with one a turn each conversion waits for the register of the one before, and the reference is
 * a quarter as fast. Takes a multiple of four values.
 */
function copyRounded(source: Float32Array, target: Float32Array): void {
  for (let i = 0; i < source.length; i += 4) {
    const first = source[i] as number;
    const second = source[i + 1] as number;
    const third = source[i + 2] as number;
    const fourth = source[i + 3] as number;
    target[i] = Math.fround(first);
    target[i + 1] = Math.fround(second);
    target[i + 2] = Math.fround(third);
    target[i + 3] = Math.fround(fourth);
  }
}
