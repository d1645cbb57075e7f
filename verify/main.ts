/**
 * Long proofs, in the root of a checkout:
 *   npm run verify                     the shard of this commit of every proof, against its record
 *   npm run verify -- --all [NAME…]    every shard, into new records; a run that was stopped goes on where it was
 *   npm run verify -- --status         which records are older than their sources, as a table
 * Exits with 1 where something is not as defined or as recorded, with 2 for wrong use.
 */
import { parseArgs } from 'node:util';
import { InputError } from '../models/input-error.js';
import { currentCommit, shardOf, shardReason } from './commit.js';
import { type Proof, SHARDS } from './proof.js';
import { proofsNamed } from './proofs.js';
import { readRecord, recordCommand, recordPath } from './record.js';
import { checkShard, recordProof } from './run.js';
import { stateOf, stateTable } from './state.js';

const OPTIONS = { all: { type: 'boolean' }, status: { type: 'boolean' } } as const;
/** Shards between two lines of progress. */
const REPORTED = 16;
const root = process.cwd();

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

function main(): number {
  const { values, positionals } = parsed();
  const proofs = proofsNamed(positionals);
  if (values.status) return printStates(proofs);
  const wrong = proofs.flatMap((proof) => (values.all ? whole(proof) : shardOfToday(proof)));
  for (const line of wrong.slice(0, 20)) console.error(line);
  return wrong.length === 0 ? 0 : 1;
}

function parsed() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new InputError('npm run verify', '--all or --status, and names of proofs', (error as Error).message);
  }
}

function whole(proof: Proof): readonly string[] {
  const wrong = recordProof(root, proof, (done) => {
    if (done % REPORTED === 0) console.log(`${proof.name}: ${done} of ${SHARDS} shards`);
  });
  if (wrong.length === 0) console.log(`${recordPath(proof.name)}: ${proof.claim}`);
  return wrong;
}

function shardOfToday(proof: Proof): readonly string[] {
  const commit = currentCommit(root);
  const shard = shardOf(commit);
  const wrong = checkShard(proof, readRecord(root, proof.name), shard);
  const outcome = wrong.length === 0 ? 'as recorded' : 'not as recorded';
  console.log(`${proof.name}: shard ${shard} (${shardReason(commit)}) ${outcome}, ${stateOf(root, proof).verb}`);
  return wrong;
}

function printStates(proofs: readonly Proof[]): number {
  const states = proofs.map((proof) => stateOf(root, proof));
  console.log(stateTable(states));
  for (const { proof, changed } of states.filter((state) => state.changed.length > 0)) {
    console.log(`\n${recordCommand(proof.name)}\n  changed since: ${changed.join(', ')}`);
  }
  return 0;
}
