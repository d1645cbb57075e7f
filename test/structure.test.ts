/**
 * The shape of the source tree: who may import whom, how long a file is, and that each says what it is.
 * Data runs the other way, as records.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A folder imports from itself and from folders to its left. */
const FOLDERS = ['models', 'records', 'runtime', 'sim', 'traces', 'reports', 'stages', 'sweeps', 'cli'] as const;

const LONGEST_FILE = 350;
/** Files that are longer, each with its reason. None so far. */
const LONGER_FILES: readonly string[] = [];

/** Built by its own compiler, in its own dialect; it imports nothing of the rest. */
const ASSEMBLY = 'sim/arithmetic/kernels/assembly';

const sources = FOLDERS.flatMap((folder) => typescriptFiles(folder));

function typescriptFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.split(sep).join('/')))
    .filter((path) => path.endsWith('.ts'))
    .sort();
}

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** What a file imports, statically, dynamically or by `export … from`, as it is written. */
function specifiersOf(path: string): string[] {
  const pattern = /^(?:import|export)\b[^;'`]*\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...textOf(path).matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** The files of ours that a file imports, as paths from the root. */
function importsOf(path: string): string[] {
  return specifiersOf(path)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) =>
      relative(ROOT, resolve(ROOT, dirname(path), specifier))
        .split(sep)
        .join('/'),
    );
}

/** Files of ours that these import, directly or not, and these themselves. */
function reachedFrom(paths: readonly string[]): Set<string> {
  const reached = new Set(paths);
  for (const path of reached) {
    for (const target of importsOf(path)) reached.add(target.replace(/\.js$/, '.ts'));
  }
  return reached;
}

function placeOf(path: string): number {
  return FOLDERS.findIndex((folder) => path.startsWith(`${folder}/`));
}

describe('imports go models ← records ← runtime ← sim ← traces ← reports ← stages ← sweeps ← cli', () => {
  it.each(FOLDERS)('%s imports only from itself and from folders to its left', (folder) => {
    const wrong = sources
      .filter((path) => path.startsWith(`${folder}/`))
      .flatMap((path) => importsOf(path).map((target) => ({ path, target })))
      .filter(({ path, target }) => placeOf(target) === -1 || placeOf(target) > placeOf(path));
    expect(wrong).toEqual([]);
  });

  it('every import names a file with its ending, .js or, of facts, .json', () => {
    const wrong = sources
      .filter((path) => !path.startsWith(ASSEMBLY))
      .flatMap((path) => importsOf(path).map((target) => ({ path, target })))
      .filter(({ target }) => !/\.(js|json)$/.test(target));
    expect(wrong).toEqual([]);
  });

  it('the reference arithmetic does not know the fast kernels', () => {
    const wrong = sources
      .filter((path) => path.startsWith('sim/arithmetic/reference/'))
      .filter((path) => importsOf(path).some((target) => target.startsWith('sim/arithmetic/kernels/')));
    expect(wrong).toEqual([]);
  });

  it('the closed form of the tile knows neither programs nor the engines that walk them', () => {
    const forms = sources.filter((path) => /^sim\/tile\/kernels\/.*closed-forms?\.ts$/.test(path));
    expect(forms.length).toBeGreaterThan(15);
    const reached = [...reachedFrom(forms)];
    expect(reached.filter((path) => /program/.test(path))).toEqual([]);
    const engines = reached.filter((path) => path.startsWith('sim/tile/engines/'));
    expect(engines).toEqual(['sim/tile/engines/result.ts']);
    expect(reached.filter((path) => path.startsWith('sim/tile/activity/'))).toEqual([]);
  });

  it('models and sim read no files and start no processes, but for the kernels that they load', () => {
    const allowed = ['sim/arithmetic/kernels/engine.ts', 'sim/arithmetic/kernels/kernels.worker.ts'];
    const wrong = sources
      .filter((path) => (path.startsWith('models/') || path.startsWith('sim/')) && !allowed.includes(path))
      .filter((path) => specifiersOf(path).some((specifier) => /^node:(fs|child_process|net|http)/.test(specifier)));
    expect(wrong).toEqual([]);
  });
});

/** Files that import one another, directly or not: each as a path that comes back to where it began. */
function circles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]): void => {
    const start = above.indexOf(path);
    if (start >= 0) found.push([...above.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const target of importsOf(path)) visit(target.replace(/\.js$/, '.ts'), [...above, path]);
    done.add(path);
  };
  for (const path of sources.filter((candidate) => !candidate.startsWith(ASSEMBLY))) visit(path, []);
  return found;
}

it('no file imports itself through others', () => {
  expect(circles()).toEqual([]);
});

describe('every source file', () => {
  it(`has at most ${LONGEST_FILE} lines`, () => {
    const long = sources.filter((path) => textOf(path).split('\n').length - 1 > LONGEST_FILE);
    expect(long).toEqual([...LONGER_FILES]);
  });

  it('begins with a comment that says what it is', () => {
    const silent = sources.filter((path) => !/^(#![^\n]*\n)?\s*(\/\*\*|\/\/)/.test(textOf(path)));
    expect(silent).toEqual([]);
  });

  it('silences neither the compiler nor the linter', () => {
    const pattern = /@ts-ignore|@ts-expect-error|@ts-nocheck|biome-ignore/;
    expect(sources.filter((path) => !path.startsWith(ASSEMBLY) && pattern.test(textOf(path)))).toEqual([]);
  });
});

describe('the dependencies in package.json', () => {
  const { dependencies } = JSON.parse(textOf('package.json')) as { dependencies: Record<string, string> };
  const used = new Set(sources.flatMap((path) => [...specifiersOf(path), ...fontPackages(path)]));

  it('are each imported by some source file', () => {
    const unused = Object.keys(dependencies).filter(
      (name) => ![...used].some((specifier) => specifier === name || specifier.startsWith(`${name}/`)),
    );
    expect(unused).toEqual([]);
  });

  it('hold every package that a source file imports, at one exact version', () => {
    const packages = [...used].filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'));
    const missing = packages.filter(
      (specifier) => !Object.keys(dependencies).some((name) => specifier === name || specifier.startsWith(`${name}/`)),
    );
    expect(missing).toEqual([]);
    expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

/** Packages whose files are found by path rather than imported. */
function fontPackages(path: string): string[] {
  return textOf(path).includes('require.resolve(`dejavu-fonts-ttf/') ? ['dejavu-fonts-ttf'] : [];
}
