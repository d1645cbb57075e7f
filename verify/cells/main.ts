/**
 * Writes the facts of models/technologies/cells from Liberty files: `node dist/verify/cells/main.js FOLDER`. The files
 * are those of the sources named in libraries.ts; their cells may be fewer than the originals'.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { factsText, LIBRARY_SOURCES, libraryFacts } from './libraries.js';

const folder = process.argv[2] ?? '../shared/data/liberty';
for (const source of LIBRARY_SOURCES) {
  const facts = libraryFacts(source, readFileSync(join(folder, source.file), 'utf8'));
  writeFileSync(`models/technologies/cells/${source.name}.json`, factsText(facts));
}
