/**
 * The fuzzer from the root of a checkout: `npm run fuzz -- [CASES [SEED]]`, a million cases and the commit's seed
 * unless said. Exits with 1 where a case breaks the contract, and prints the case.
 */
import { currentCommit, seedOf } from '../commit.js';
import { fuzz } from './fuzz.js';

const [cases = '1000000', seed = String(seedOf(currentCommit(process.cwd())))] = process.argv.slice(2);
const REPORTED = 10_000;

const { taken, refused, faults } = await fuzz({
  seed: Number(seed),
  cases: Number(cases),
  progress: (done, found) => {
    if (done % REPORTED === 0) console.log(`${done} cases, ${found} faults`);
  },
});
for (const fault of faults.slice(0, 20)) console.error(`${fault}\n`);
console.log(`seed ${seed}: ${taken} taken, ${refused} refused, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
