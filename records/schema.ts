/**
 * Reading a record: its version first, then its fields, with the first fault as one sentence (worded by issues.ts).
 * `schema` is "octile.<kind>/<major>.<minor>": an unknown major is refused, unknown fields of a newer
 * minor are kept.
 */
import { z } from 'zod';
import type { Where } from '../models/input-checks.js';
import { InputError, shown } from '../models/input-error.js';
import { PLAIN_TEXT, shortened } from '../models/plain-text.js';
import { expectedBy } from './issues.js';

/** Every record that files hold, with its current version. */
export const SCHEMAS = {
  trace: 'octile.trace/5.0',
  errors: 'octile.errors/1.0',
  training: 'octile.training/4.0',
  'training-settings': 'octile.training-settings/1.0',
  checkpoint: 'octile.checkpoint/1.0',
  recipe: 'octile.recipe/1.0',
  network: 'octile.network/1.0',
  source: 'octile.source/1.0',
  run: 'octile.run/3.0',
  scaling: 'octile.scaling/1.0',
  energy: 'octile.energy/2.0',
  report: 'octile.report/2.2',
  machine: 'octile.machine/1.2',
  unit: 'octile.unit/1.0',
  technology: 'octile.technology/1.0',
  sweep: 'octile.sweep/1.0',
  'sweep-points': 'octile.sweep-points/1.0',
  'sweep-results': 'octile.sweep-results/1.0',
  paper: 'octile.paper/1.0',
} as const;
export type RecordKind = keyof typeof SCHEMAS;

/** A whole number within limits. */
export function whole(least: number, most: number) {
  const error = `a whole number from ${least} to ${most === Number.MAX_SAFE_INTEGER ? '2^53 − 1' : most}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

/** A finite number within limits. */
export function real(least: number, most: number) {
  const error = `a number from ${least} to ${most}`;
  return z.number({ error }).min(least, { error }).max(most, { error });
}

/** A whole number that JSON and float64 hold exactly, ≥ 0. */
export const count = whole(0, Number.MAX_SAFE_INTEGER);
/** A whole number above zero. */
export const size = whole(1, Number.MAX_SAFE_INTEGER);

/** A text for people, on one line. */
export function plainText(most: number) {
  return z.string().max(most).regex(PLAIN_TEXT, 'a text on one line, without characters that a terminal would obey');
}

/** A name that is shown and used in file names: no path, no control characters. */
export const name = plainText(200).min(1);
/** 64 hex digits. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits, a SHA-256');

/** Longest name of a field that an error repeats. */
const MOST_FIELD = 60;

/**
 * @param where file, or file and line
 * @throws InputError naming the field, what it should be and what it is
 */
export function parseRecord<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.infer<Schema> {
  return parseRecordAt(schema, value, (field) => (field === '' ? where : `${where} ${field}`));
}

/**
 * As `parseRecord`, where fields come from several places.
 * @param where of a field, by its path with dots; of the record for an empty one
 */
export function parseRecordAt<Schema extends z.ZodType>(schema: Schema, value: unknown, where: Where): z.infer<Schema> {
  const result = schema.safeParse(value, { error: expectedBy });
  if (result.success) return result.data;
  const fault = deepest(result.error.issues);
  const path = fault?.issue.path.map(String) ?? [];
  if (fault?.issue.code === 'unrecognized_keys') {
    throw new InputError(where(fieldName([...path, fault.issue.keys[0] ?? ''])), 'a known field', 'an unknown one');
  }
  const got = valueAt(value, path);
  throw new InputError(
    where(fieldName(path)),
    fault?.issue.message ?? 'a valid record',
    shown(got),
    got === undefined && fault?.unknown !== undefined
      ? `${shown(shortened(fault.unknown, MOST_FIELD))} beside it is no known field`
      : undefined,
  );
}

type Issue = z.core.$ZodIssue;

interface Fault {
  readonly issue: Issue;
  /** A field of the same object that no schema knows: what is missing may be misspelt. */
  readonly unknown?: string | undefined;
}

/** The first fault; of a union of records that of the one that fits best, its path from the outside. */
function deepest(issues: readonly Issue[]): Fault | undefined {
  const [issue] = issues;
  if (issue === undefined) return undefined;
  if (issue.code !== 'invalid_union') return { issue, unknown: unknownBeside(issue, issues) };
  const found = issue.errors.map(deepest).filter((fault) => fault !== undefined);
  const [best] = found.sort((a, b) => b.issue.path.length - a.issue.path.length);
  if (best === undefined || best.issue.path.length === 0) return { issue };
  return { ...best, issue: { ...best.issue, path: [...issue.path, ...best.issue.path] } };
}

function unknownBeside({ path }: Issue, issues: readonly Issue[]): string | undefined {
  const parent = path.slice(0, -1).join();
  const beside = issues.find((other) => other.code === 'unrecognized_keys' && other.path.join() === parent);
  return beside?.code === 'unrecognized_keys' ? beside.keys[0] : undefined;
}

function fieldName(path: readonly string[]): string {
  return path.map((key) => shortened(key, MOST_FIELD)).join('.');
}

/** Refuses another kind and another major version. */
export function checkVersion(kind: RecordKind, value: unknown, where: string): void {
  const expected = SCHEMAS[kind];
  const got = (value as { schema?: unknown } | null)?.schema;
  const [name, version] = typeof got === 'string' ? got.split('/') : [];
  const [major] = (version ?? '').split('.');
  const [expectedName, expectedVersion] = expected.split('/') as [string, string];
  if (name === expectedName && major === expectedVersion.split('.')[0]) return;
  throw new InputError(
    `${where} schema`,
    expected,
    shown(got),
    'a record of another kind or a newer version of octile',
  );
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) at = (at as Record<string, unknown> | null | undefined)?.[key];
  return at;
}
