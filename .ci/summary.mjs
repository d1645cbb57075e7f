// The last line of .ci/run, from vitest's JSON report: `N passed, N failed, N skipped`. Exits with 1 where a
// test failed, a file could not be run, no test ran, or vitest itself ended with another status than 0.
import { readFileSync } from 'node:fs';

const [report, status] = process.argv.slice(2);
let counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  console.error('vitest wrote no report');
}
const broken = counts.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
for (const file of broken) console.error(`could not be run: ${file.name}`);
const passed = counts.numPassedTests;
const skipped = counts.numPendingTests + counts.numTodoTests;
const failed = counts.numFailedTests + broken.length || (status === '0' && passed > 0 ? 0 : 1);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
