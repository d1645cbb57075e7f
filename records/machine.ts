/**
 * A machine as a file: `octile.machine/1.0`, whole or as changes to a machine that Octile knows (`base`).
 * What `octile machines NAME --json` prints is such a file. Numbers keep their source; one that the file
 * gives without a source says so.
 */
import { z } from 'zod';
import { InputError, shown } from '../models/input-error.js';
import { numericFields, withFields } from '../models/machines/fields.js';
import { ipu21 } from '../models/machines/ipu21.js';
import { OPERAND_WIDTHS, type TileMachine } from '../models/machines/machine.js';
import { machine } from '../models/machines/machines.js';
import { checkVersion, name, parseRecord, SCHEMAS } from './schema.js';
import { isWrittenFile, readWritten } from './text-record.js';

type Tree = { readonly [key: string]: unknown };

/** The numeric fields of a record, each optional, nothing else; `more` are its other fields. */
function numbersOf(record: Tree, more: Readonly<Record<string, z.ZodType>> = {}): z.ZodType {
  const fields = Object.entries(record).flatMap(([key, value]) => {
    if (typeof value === 'number') return [[key, z.number().optional()] as const];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return [[key, numbersOf(value as Tree, key === 'amp' ? AMP_FIELDS : {}).optional()] as const];
  });
  return z.strictObject({ ...Object.fromEntries(fields), ...more });
}

const AMP_FIELDS = {
  family: z.literal(ipu21.amp.family).optional(),
  operands: z.array(z.enum(OPERAND_WIDTHS)).min(1).optional(),
};

const { sources: _sources, calibratedOn: _calibratedOn, ...numbers } = ipu21;

export const machineSchema = numbersOf(numbers as unknown as Tree, {
  schema: z.string(),
  kind: z.literal('tiles').optional(),
  /** A machine that Octile knows, what-ifs included; without it every number must be there. */
  base: name.optional(),
  name,
  summary: z.string().max(500).optional(),
  /** Path of a numeric field → where its number comes from. */
  sources: z.record(z.string(), z.string().max(500)).optional(),
  calibratedOn: z.record(z.string(), z.array(name)).optional(),
});

interface MachineFile extends Tree {
  readonly name: string;
  readonly base?: string;
  readonly summary?: string;
  readonly amp?: { readonly operands?: TileMachine['amp']['operands'] };
  readonly sources?: Readonly<Record<string, string>>;
  readonly calibratedOn?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A machine by name, or from a file whose name ends in .json, .yaml or .yml.
 * @throws InputError naming file and field
 */
export function machineNamed(nameOrFile: string, where: string): TileMachine {
  return isWrittenFile(nameOrFile) ? machineFromFile(nameOrFile) : machine(nameOrFile, where);
}

/** A machine as `machineNamed` reads it back. */
export function machineFile(record: TileMachine): unknown {
  return { schema: SCHEMAS.machine, ...record };
}

function machineFromFile(path: string): TileMachine {
  const value = readWritten(path);
  checkVersion('machine', value, path);
  const file = parseRecord(machineSchema, value, path) as MachineFile;
  const fields = givenNumbers(file);
  if (file.base === undefined) requireAll(fields, path);
  const base = file.base === undefined ? ipu21 : machine(file.base, `${path} base`);
  const changed = withFields(base, fields, path, `${path}, without a source`);
  const calibratedOn = { ...changed.calibratedOn, ...file.calibratedOn };
  return {
    ...changed,
    name: file.name,
    summary: file.summary ?? `${base.name} as changed by ${path}`,
    amp: { ...changed.amp, operands: file.amp?.operands ?? base.amp.operands },
    sources: { ...changed.sources, ...knownSources(file.sources ?? {}, path) },
    calibratedOn,
  };
}

function givenNumbers(file: MachineFile): Record<string, number> {
  const given = numericFields(file as unknown as TileMachine);
  return Object.fromEntries(given.map((path) => [path, numberAt(file, path)]));
}

function numberAt(tree: Tree, path: string): number {
  return path.split('.').reduce((at: unknown, key) => (at as Tree)[key], tree) as number;
}

function requireAll(fields: Readonly<Record<string, number>>, path: string): void {
  const missing = numericFields(ipu21).find((field) => fields[field] === undefined);
  if (missing === undefined) return;
  throw new InputError(`${path} ${missing}`, 'a number', 'nothing', 'give every number, or name a base: ipu21');
}

function knownSources(sources: Readonly<Record<string, string>>, path: string): Readonly<Record<string, string>> {
  const known = numericFields(ipu21);
  const stray = Object.keys(sources).find((field) => !known.includes(field));
  if (stray === undefined) return sources;
  throw new InputError(`${path} sources`, 'paths of numeric fields', shown(stray));
}
