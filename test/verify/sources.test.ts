/** What a proof rests on, and that the frame stands apart. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PROOFS } from '../../verify/proofs.js';
import { changedSources, sourcesOf } from '../../verify/sources.js';
import { currentSources } from '../../verify/state.js';
import { temporaryFolder } from '../cli/octile.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A folder with these files. */
function tree(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'b'));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

describe('the sources of an entry', () => {
  it('are the files that it imports, directly or not, by either spelling', () => {
    const root = tree({
      'a.ts': "import { b } from './b/b.js';\nimport { readFileSync } from 'node:fs';\nimport './alone.js';\n",
      'b/b.ts': "import {\n  type T,\n  c,\n} from '../c';\nexport { d } from '../d.js';\n",
      'c.ts': "import x from './x.json' with { type: 'json' };\n",
      'alone.ts': '',
      'd.ts': '',
      'x.json': '{}',
      'unused.ts': '',
    });
    expect(Object.keys(sourcesOf(root, ['a.ts']))).toEqual(['a.ts', 'alone.ts', 'b/b.ts', 'c.ts', 'd.ts', 'x.json']);
  });

  it('leave out what gives types alone', () => {
    const root = tree({ 'a.ts': "import type { T } from './t.js';\nexport type { U } from './t.js';\n", 't.ts': '' });
    expect(Object.keys(sourcesOf(root, ['a.ts']))).toEqual(['a.ts']);
  });

  it('have the same digests with the line ends of another system', () => {
    expect(sourcesOf(tree({ 'a.ts': 'const a = 1;\r\n' }), ['a.ts'])).toEqual(
      sourcesOf(tree({ 'a.ts': 'const a = 1;\n' }), ['a.ts']),
    );
  });

  it('must be there', () => {
    const root = tree({ 'a.ts': "import { b } from './gone.js';\n" });
    expect(() => sourcesOf(root, ['a.ts'])).toThrow('gone.ts: expected a source file of this checkout, got none');
  });

  it('are changed where one differs, came or went', () => {
    const changed = changedSources({ same: '1', other: '1', went: '1' }, { same: '1', other: '2', came: '1' });
    expect(changed).toEqual(['came', 'other', 'went']);
  });
});

describe('the proofs rest on', () => {
  const pathsOf = (name: string) =>
    PROOFS.filter((proof) => proof.name === name).flatMap((proof) => Object.keys(currentSources(ROOT, proof)));

  it('encode: the kernels in AssemblyScript and the definition by runs', () => {
    const expected = [
      'build-wasm.mjs',
      'sim/arithmetic/kernels/assembly/conversion/encode.ts',
      'verify/encode/runs.ts',
    ];
    expect(pathsOf('encode')).toEqual(expect.arrayContaining(expected));
  });

  it('pairs: the reference, its definition and every family of units', () => {
    const expected = ['models/units/families.ts', 'sim/arithmetic/reference/dot.ts', 'verify/pairs/expected-pair.ts'];
    expect(pathsOf('pairs')).toEqual(expect.arrayContaining(expected));
    expect(pathsOf('pairs').filter((path) => path.startsWith('sim/arithmetic/kernels/'))).toEqual([]);
  });

  it('closed-form: the engines and the cases', () => {
    const expected = ['sim/tile/engines/counted.ts', 'sim/tile/engines/stepped.ts', 'verify/closed-form/tile-cases.ts'];
    expect(pathsOf('closed-form')).toEqual(expect.arrayContaining(expected));
  });
});

describe('verify/', () => {
  const filesOf = (folder: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(ROOT, folder, path));
  const importing = (files: readonly string[], folder: string) =>
    files.filter((path) => new RegExp(`from '(\\.\\./)+${folder}/`).test(readFileSync(path, 'utf8')));

  it('does not know the command line, but for the fuzzer, which damages it', () => {
    const proofs = filesOf('verify').filter((path) => !path.includes(join('verify', 'fuzz')));
    expect(proofs.length).toBeGreaterThan(10);
    expect(importing(proofs, 'cli')).toEqual([]);
  });

  it('is imported by nothing but tests', () => {
    expect(importing([...filesOf('bench'), join(ROOT, 'index.ts')], 'verify')).toEqual([]);
  });
});
