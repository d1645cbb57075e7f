/**
 * The streams' fast ways, a block of lines at once, against plain ones: dot products line by line through the
 * reference, conversion with split and parseInt. Both sides answer the same.
 */
import { resolveFormat } from '../models/formats/resolve.js';
import { resolveUnit } from '../models/units/resolve-unit.js';
import { createEngine } from '../sim/arithmetic/kernels/engine.js';
import { encodeStream } from '../stages/streams/convert-lines.js';
import { createTally } from '../stages/streams/dot-check.js';
import { dotStream } from '../stages/streams/dot-lines.js';
import { toHex } from '../stages/streams/hex.js';
import { linesOf } from '../stages/streams/line-block.js';
import type { Benchmark } from './benchmark.js';
import { gaussianValues, uniformCodes } from './operands.js';

const ROWS = 256;
const TERMS = 32;
const RULE = { rounding: 'nearest-even', overflow: 'saturate' } as const;

export function streamBenchmarks(): Benchmark[] {
  return [dotBenchmark(), encodeBenchmark()];
}

function dotBenchmark(): Benchmark {
  const stream = dotStream({ unit: resolveUnit({ family: 'hopper', a: 'e4m3' }), scale: 0 }, createTally());
  const block = { bytes: dotRows(), firstLine: 1 };
  const plain = () =>
    Buffer.from(
      linesOf(block)
        .map((line, i) => `${stream.line(line, i + 1)}\n`)
        .join(''),
    );
  if (stream.block(block)?.equals(plain()) !== true) throw new Error('the two ways to answer dot products differ');
  return {
    ...shared(ROWS, `dot hopper e4m3, lines of ${TERMS}`, 'line by line'),
    run: () => void stream.block(block),
    reference: () => void plain(),
  };
}

function encodeBenchmark(): Benchmark {
  const format = resolveFormat('f143', 'bench');
  if (format.kind !== 'float') throw new Error('f143 is a float format');
  const engine = createEngine({ threads: 1 });
  const lines = [...new Uint32Array(gaussianValues(ROWS * 8, 3).buffer)].map((bits) => `${toHex(bits, 8)}\n`);
  const block = { bytes: Buffer.from(lines.join('')), firstLine: 1 };
  const { block: fast } = encodeStream(format, { rule: RULE, bits: 0, nan: 'refuse', source: 'float32' });
  const plain = () => {
    const texts = block.bytes.toString('latin1').trimEnd().split('\n');
    const values = new Float32Array(Uint32Array.from(texts, (text) => Number.parseInt(text, 16)).buffer);
    const { codes } = engine.encode({ format, values, scaleExponent: 0, ...RULE });
    return Buffer.from([...codes].map((code) => `${toHex(code, 2)}\n`).join(''));
  };
  if (fast(block)?.equals(plain()) !== true) throw new Error('the two ways to convert differ');
  return {
    ...shared(lines.length, 'convert f143, lines', 'split and parseInt'),
    run: () => void fast(block),
    reference: () => void plain(),
  };
}

function shared(lines: number, name: string, referenceName: string) {
  const floor = { floor: 1.5 };
  return {
    name,
    referenceName,
    operation: 'line',
    operations: lines,
    referenceOperations: lines,
    clock: 'cpu',
    ...floor,
  } as const;
}

function dotRows(): Buffer {
  const hex = (seed: number) => Buffer.from(uniformCodes('e4m3', ROWS * TERMS, seed)).toString('hex');
  const [a, b] = [hex(1), hex(2)];
  const row = (text: string, i: number) => text.slice(2 * TERMS * i, 2 * TERMS * (i + 1));
  const lines = Array.from({ length: ROWS }, (_, i) => JSON.stringify({ a: row(a, i), b: row(b, i), c: '00000000' }));
  return Buffer.from(`${lines.join('\n')}\n`);
}
