/**
 * Reading a record: its version first, then its fields, with the first fault as one sentence.
 * `schema` is "octile.<kind>/<major>.<minor>": an unknown major is refused, unknown fields of a newer
 * minor are kept.
 */
import { z } from 'zod';
import { InputError, shown } from '../models/input-error.js';

/** Every record that files hold, with its current version. */
export const SCHEMAS = {
  trace: 'octile.trace/3.0',
  training: 'octile.training/3.0',
  network: 'octile.network/1.0',
  source: 'octile.source/1.0',
  run: 'octile.run/2.0',
  scaling: 'octile.scaling/1.0',
  energy: 'octile.energy/1.0',
  report: 'octile.report/2.0',
  machine: 'octile.machine/1.1',
  unit: 'octile.unit/1.0',
} as const;
export type RecordKind = keyof typeof SCHEMAS;

/** A whole number that JSON and float64 hold exactly, ≥ 0. */
export const count = z.number().int().nonnegative();
/** A whole number above zero. */
export const size = z.number().int().positive();
/** A name that is shown and used in file names: no path, no control characters. */
export const name = z.string().min(1).max(200);
/** 64 hex digits. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * @param where file, or file and line
 * @throws InputError naming the field, what it should be and what it is
 */
export function parseRecord<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === 'unrecognized_keys') {
    throw new InputError([where, [...path, issue.keys[0]].join('.')].join(' '), 'a known field', 'an unknown one');
  }
  const field = path.length === 0 ? '' : ` ${path.join('.')}`;
  throw new InputError(
    `${where}${field}`,
    issue?.message ?? 'a valid record',
    shown(JSON.stringify(valueAt(value, path))),
  );
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
