/**
 * What a long proof is: cases in 256 shards, each run by itself and summed up in one hash. A shard also compares
 * every case with an independent definition; a record (record.ts) is written only where all of them are equal.
 */

export const SHARDS = 256;

export interface ShardResult {
  readonly cases: number;
  /** SHA-256 of what came out, in the order of the cases. */
  readonly sha256: string;
  /** Cases that are not as defined, each as a sentence; the first few where there are many. */
  readonly wrong: readonly string[];
}

/** A proof that is ready to run: kernels loaded, threads started. */
export interface OpenProof {
  readonly runShard: (shard: number) => ShardResult;
  readonly close: () => void;
}

export interface Proof {
  /** Also the name of its record. */
  readonly name: string;
  /** What is shown, in a few words. */
  readonly claim: string;
  /** What the cases are made of; part of the record. */
  readonly covers: Readonly<Record<string, unknown>>;
  /** The file whose imports are what the proof rests on, from the root. */
  readonly entry: string;
  /** Files of ours that are loaded by path rather than imported; their imports count too. */
  readonly loaded: readonly string[];
  readonly open: () => OpenProof;
}

/** The cases of a shard, where they are numbered: [from, to). */
export function shardRange(shard: number, cases: number): { from: number; to: number } {
  return { from: Math.floor((shard * cases) / SHARDS), to: Math.floor(((shard + 1) * cases) / SHARDS) };
}
