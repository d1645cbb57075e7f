/**
 * What a proof rests on: the files of ours that its entry imports, directly or not, each with its SHA-256. A change
 * of any of them makes its record older than its sources. Imports of types alone are left out, as they change no
 * result; so are packages. Lines end in \n before hashing, so that a checkout's line ends do not matter.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { InputError } from '../models/input-error.js';
import { sha256 } from '../records/json.js';

/** Path from the root → SHA-256. */
export type Sources = Readonly<Record<string, string>>;

const IMPORT = /^(?:import|export)\s+(?!type\b)[^;'"]*?\bfrom ['"](\.[^'"]+)['"]|^import ['"](\.[^'"]+)['"]/gm;

/** @throws InputError for an entry that is not there */
export function sourcesOf(root: string, entries: readonly string[]): Sources {
  return Object.fromEntries([...importedFrom(root, entries)].sort().map((path) => [path, digestOf(root, path)]));
}

/** Paths that are not the same in both, in order. */
export function changedSources(recorded: Sources, current: Sources): string[] {
  const paths = new Set([...Object.keys(recorded), ...Object.keys(current)]);
  return [...paths].filter((path) => recorded[path] !== current[path]).sort();
}

function importedFrom(root: string, entries: readonly string[]): Set<string> {
  const reached = new Set(entries);
  for (const path of reached) {
    for (const target of importsOf(root, path)) reached.add(target);
  }
  return reached;
}

/** Modules of Node name the compiled file, AssemblyScript names none: either is the .ts beside it. */
function importsOf(root: string, path: string): string[] {
  if (!path.endsWith('.ts')) return [];
  return [...textOf(root, path).matchAll(IMPORT)]
    .map(([, from, bare]) => posix.join(posix.dirname(path), from ?? bare ?? ''))
    .map((target) => (target.endsWith('.json') ? target : `${target.replace(/\.js$/, '')}.ts`));
}

function digestOf(root: string, path: string): string {
  return sha256(textOf(root, path));
}

function textOf(root: string, path: string): string {
  const file = join(root, path);
  if (!existsSync(file))
    throw new InputError(path, 'a source file of this checkout', 'none', 'run it in the root of one');
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}
