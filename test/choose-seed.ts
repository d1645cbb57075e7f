/**
 * Once a run: chooses the seed of every property test from the commit, so that each commit draws other examples, and
 * prints it. OCTILE_PROPERTY_SEED=<seed> draws the same again.
 */
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { currentCommit, seedOf } from '../verify/commit.js';

declare module 'vitest' {
  interface ProvidedContext {
    propertySeed: number;
  }
}

export default function chooseSeed({ provide }: TestProject): void {
  const given = process.env.OCTILE_PROPERTY_SEED;
  const seed =
    given === undefined ? seedOf(currentCommit(fileURLToPath(new URL('..', import.meta.url)))) : Number(given);
  console.log(`property tests: seed ${seed} (the same again: OCTILE_PROPERTY_SEED=${seed})`);
  provide('propertySeed', seed);
}
