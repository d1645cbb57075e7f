/**
 * The record of a proof that was run whole: the command, the commit, the files that it rests on with their digests,
 * and the result. One is written only when every case came out as defined.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalText, parseJson, sha256 } from '../records/json.js';
import { digest, parseRecord, size } from '../records/schema.js';
import { writeWholeFiles } from '../records/whole-file.js';
import { type Proof, SHARDS } from './proof.js';

const SCHEMA = 'octile.proof/1.0';

const record = z.object({
  schema: z.literal(SCHEMA),
  command: z.string().min(1),
  /** The checkout in which it ran. */
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  sources: z.record(z.string(), digest),
  result: z.object({
    /** What the cases are made of. */
    covers: z.record(z.string(), z.unknown()),
    cases: size,
    /** Of the shards' digests, one a line. */
    sha256: digest,
    shards: z.array(digest).length(SHARDS),
  }),
});

export type ProofRecord = z.infer<typeof record>;
export type ProofResult = ProofRecord['result'];

/** From the root. */
export function recordPath(name: string): string {
  return `verify/records/${name}.json`;
}

/** The command that makes the record again. */
export function recordCommand(name: string): string {
  return `npm run verify -- --all ${name}`;
}

/** @throws InputError where it is not such a record */
export function readRecord(root: string, name: string): ProofRecord {
  const path = recordPath(name);
  return parseRecord(record, parseJson(readFileSync(join(root, path), 'utf8'), path), path);
}

export function writeRecord(root: string, name: string, content: Omit<ProofRecord, 'schema' | 'command'>): void {
  const whole = { schema: SCHEMA, command: recordCommand(name), ...content };
  const path = recordPath(name);
  const place = { path: join(root, path), where: path, replace: 'replace', remedy: '', begins: '{' } as const;
  writeWholeFiles([{ ...place, fill: (write) => write(canonicalText(whole)) }]);
}

/** @param shards digest and cases of each, in order */
export function resultOf(proof: Proof, shards: readonly { sha256: string; cases: number }[]): ProofResult {
  return {
    covers: { ...proof.covers },
    cases: shards.reduce((total, { cases }) => total + cases, 0),
    sha256: sha256(shards.map((shard) => `${shard.sha256}\n`).join('')),
    shards: shards.map((shard) => shard.sha256),
  };
}
