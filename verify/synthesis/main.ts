/**
 * Writes models/technologies/characterised/synthesis.json again, byte for byte the same from the same sources:
 * `npm run synthesis`. Some ten minutes where no netlist is remembered.
 */
import { writeFileSync } from 'node:fs';
import type { Synthesis } from '../../records/synthesis.js';
import { recordedPairs, recordedSynthesis, recordedText } from './units.js';

const records: Synthesis[] = [];
for (const pair of recordedPairs()) {
  records.push(await recordedSynthesis(pair));
  process.stderr.write(`${pair.unit} ${pair.library}\n`);
}
writeFileSync('models/technologies/characterised/synthesis.json', recordedText(records));
