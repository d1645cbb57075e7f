/**
 * The tile's three engines on random tasks and machines:
 *   node dist/bench/closed-form-equality.js --from 0 --to 20000
 *   node dist/bench/closed-form-equality.js --to 20000 --record test/recorded/closed-form.json
 * Prints how many cases are equal and the SHA-256 of their results; exits with 1 where one is not.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { closedFormCase } from './closed-form-case.js';
import { recordCases, runCases } from './recorded.js';

const { values } = parseArgs({
  options: { from: { type: 'string', default: '0' }, to: { type: 'string' }, record: { type: 'string' } },
});
const [from, to] = [Number(values.from), Number(values.to)];
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to <= from) {
  console.error('expected --from and --to, integers with from < to');
  process.exit(2);
}
if (values.record !== undefined && from !== 0) {
  console.error('expected --from 0 with --record: a recorded result has all cases');
  process.exit(2);
}
const { equal, sha256 } = values.record === undefined ? runCases(from, to, closedFormCase) : recorded(values.record);
console.log(`${equal} of ${to - from} cases equal, SHA-256 ${sha256}`);
process.exit(equal === to - from ? 0 : 1);

function recorded(path: string) {
  const result = recordCases(`node dist/bench/closed-form-equality.js --from 0 --to ${to}`, to, closedFormCase);
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  return result;
}
