/**
 * Whether a record is of the sources that are here. An older record is no fault: one shard is run again on every
 * commit. But no text may say more of it than is true.
 */
import type { Proof } from './proof.js';
import { type ProofRecord, readRecord, recordPath } from './record.js';
import { changedSources, type Sources, sourcesOf } from './sources.js';

/** What tables say of a record, word for word. */
export const VERBS = ['recorded on these sources', 'recorded on older sources'] as const;
export type Verb = (typeof VERBS)[number];

export interface ProofState {
  readonly proof: Proof;
  readonly record: ProofRecord;
  readonly verb: Verb;
  /** Files that are not as they were. */
  readonly changed: readonly string[];
}

export function currentSources(root: string, { entry, loaded }: Proof): Sources {
  return sourcesOf(root, [entry, ...loaded]);
}

export function stateOf(root: string, proof: Proof): ProofState {
  const record = readRecord(root, proof.name);
  const changed = changedSources(record.sources, currentSources(root, proof));
  return { proof, record, changed, verb: VERBS[changed.length === 0 ? 0 : 1] };
}

/** Lines of a text that name a record and say of it what does not hold. */
export function falseClaims(text: string, states: readonly Pick<ProofState, 'proof' | 'verb'>[]): string[] {
  return text.split('\n').filter((line) =>
    states.some(({ proof, verb }) => {
      const isNamed = line.includes(recordPath(proof.name));
      return isNamed && VERBS.some((said) => said !== verb && line.includes(said));
    }),
  );
}

/** The states as a Markdown table. */
export function stateTable(states: readonly ProofState[]): string {
  const rows = states.map(
    ({ proof, record, verb }) =>
      `| ${proof.claim} | ${record.result.cases} | ${verb} | \`${recordPath(proof.name)}\` | ${record.commit.slice(0, 7)} |`,
  );
  return ['| claim | cases | state | record | commit |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}
