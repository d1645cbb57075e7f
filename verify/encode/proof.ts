/**
 * Encode of all 2^32 float32 patterns in 256 shards: shard s holds the patterns whose top byte is s. Each shard goes
 * through the fast encode, is compared with the independent runs, and hashed. Nearest even; overflow gives Inf or NaN.
 */
import { createHash } from 'node:crypto';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { type ArithmeticEngine, createEngine } from '../../sim/arithmetic/kernels/engine.js';
import type { Proof, ShardResult } from '../proof.js';
import { expectedCodes, nearestEvenRuns } from './runs.js';

const SHARD_PATTERNS = 2 ** 24;
/** Patterns in memory at once. */
const BLOCK = 2 ** 20;
/** Wrong codes that a block names. */
const NAMED = 3;

/** In the order of the hash of a shard. */
export const ENCODED_FORMATS = ['f143', 'f152', 'e4m3', 'e5m2'] as const;
const RULE = { rounding: 'nearest-even', overflow: 'special', scaleExponent: 0 } as const;

export const encodeProof: Proof = {
  name: 'encode',
  claim: 'fast encode = the nearest code, all 2^32 float32 patterns',
  covers: { formats: ENCODED_FORMATS, ...RULE },
  entry: 'verify/encode/proof.ts',
  loaded: [
    'sim/arithmetic/kernels/host/kernels.worker.ts',
    'sim/arithmetic/kernels/assembly/index.ts',
    'sim/arithmetic/kernels/assembly/asconfig.json',
    'build-wasm.mjs',
  ],
  open: () => {
    const engine = createEngine({ threads: 1 });
    return { runShard: (shard) => encodeShard(engine, shard), close: engine.close };
  },
};

/** The codes of the shard's patterns, format after format. */
function encodeShard(engine: ArithmeticEngine, shard: number): ShardResult {
  const hash = createHash('sha256');
  const wrong: string[] = [];
  for (const name of ENCODED_FORMATS) {
    const format = resolveFloatFormat(name, 'encode');
    const runs = nearestEvenRuns(format, RULE.overflow);
    for (let block = 0; block < SHARD_PATTERNS; block += BLOCK) {
      const first = shard * SHARD_PATTERNS + block;
      const codes = engine.encode({ format, values: valuesFrom(first), ...RULE }).codes as Uint8Array;
      wrong.push(...differences(name, first, codes, expectedCodes(format, runs, first, BLOCK)));
      hash.update(codes);
    }
  }
  return { cases: ENCODED_FORMATS.length * SHARD_PATTERNS, sha256: hash.digest('hex'), wrong };
}

function valuesFrom(first: number): Float32Array {
  const patterns = new Uint32Array(BLOCK);
  for (let i = 0; i < BLOCK; i++) patterns[i] = first + i;
  return new Float32Array(patterns.buffer);
}

function differences(name: string, first: number, codes: Uint8Array, expected: Uint8Array): string[] {
  const wrong: string[] = [];
  if (Buffer.compare(codes, expected) === 0) return wrong;
  for (let i = 0; i < codes.length && wrong.length < NAMED; i++) {
    if (codes[i] !== expected[i]) wrong.push(`${name}: pattern ${first + i}: ${codes[i]}, expected ${expected[i]}`);
  }
  return wrong;
}
