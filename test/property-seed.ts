/**
 * The seed of every property test: from the commit, so that each commit draws other examples. fast-check prints it
 * with a failure; OCTILE_PROPERTY_SEED=<seed> draws the same again.
 */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { currentCommit, seedOf } from '../verify/commit.js';

const given = process.env.OCTILE_PROPERTY_SEED;
const root = fileURLToPath(new URL('..', import.meta.url));
fc.configureGlobal({ seed: given === undefined ? seedOf(currentCommit(root)) : Number(given) });
