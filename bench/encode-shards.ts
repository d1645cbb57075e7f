/**
 * Encode of all 2^32 float32 patterns in 256 shards: shard s holds the patterns whose top byte is s. Each shard goes
 * through the fast encode, is compared with the independent runs, and hashed. Nearest even; overflow gives Inf or NaN.
 */
import { createHash, type Hash } from 'node:crypto';
import { resolveFloatFormat } from '../models/formats/resolve.js';
import type { ArithmeticEngine } from '../sim/arithmetic/kernels/engine.js';
import { expectedCodes, nearestEvenRuns } from './encode-runs.js';

export const SHARDS = 256;
const SHARD_PATTERNS = 2 ** 24;
/** Patterns in memory at once. */
const BLOCK = 2 ** 20;

/** Formats of the record, in the order of the hash of a shard. */
export const RECORDED_FORMATS = ['f143', 'f152', 'e4m3', 'e5m2'] as const;
const RULE = { rounding: 'nearest-even', overflow: 'special', scaleExponent: 0 } as const;

export interface ShardResult {
  /** SHA-256 of the codes of the shard's patterns, format after format. */
  readonly sha256: string;
  /** Patterns whose code is not the one that the runs say. */
  readonly wrong: number;
}

/** @param streams a hash of each format's whole stream, fed with this shard */
export function encodeShard(
  engine: ArithmeticEngine,
  shard: number,
  streams: ReadonlyMap<string, Hash> = new Map(),
): ShardResult {
  const hash = createHash('sha256');
  let wrong = 0;
  for (const name of RECORDED_FORMATS) {
    const format = resolveFloatFormat(name, 'encode');
    const runs = nearestEvenRuns(format, RULE.overflow);
    for (let block = 0; block < SHARD_PATTERNS; block += BLOCK) {
      const first = shard * SHARD_PATTERNS + block;
      const codes = engine.encode({ format, values: valuesFrom(first), ...RULE }).codes as Uint8Array;
      wrong += differences(codes, expectedCodes(format, runs, first, BLOCK));
      hash.update(codes);
      streams.get(name)?.update(codes);
    }
  }
  return { sha256: hash.digest('hex'), wrong };
}

function valuesFrom(first: number): Float32Array {
  const patterns = new Uint32Array(BLOCK);
  for (let i = 0; i < BLOCK; i++) patterns[i] = first + i;
  return new Float32Array(patterns.buffer);
}

function differences(codes: Uint8Array, expected: Uint8Array): number {
  if (Buffer.compare(codes, expected) === 0) return 0;
  let count = 0;
  for (let i = 0; i < codes.length; i++) if (codes[i] !== expected[i]) count++;
  return count;
}
