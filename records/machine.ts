/**
 * A machine as a file: `octile.machine/1.2`, whole or as changes to a machine that Octile knows (`base`). Fields
 * come with the kind. What `octile machines NAME --json` prints is such a file. Numbers keep their source; one
 * that the file gives without a source says so.
 */
import { z } from 'zod';
import { FACT_BASES, type FactBasis } from '../models/fact.js';
import { InputError, shown } from '../models/input-error.js';
import { numericFields, withFields } from '../models/machines/fields.js';
import { MACHINE_KINDS, type Machine, type MachineKind } from '../models/machines/machine.js';
import { machine, withWhatIfs } from '../models/machines/machines.js';
import { OPERAND_WIDTHS } from '../models/machines/operand-width.js';
import { SYSTOLIC_FIELDS } from '../models/machines/systolic/systolic-fields.js';
import { ARRAY_OPERANDS, DATAFLOWS } from '../models/machines/systolic/systolic-machine.js';
import { tpuV1 } from '../models/machines/systolic/tpu-v1.js';
import { ipu21 } from '../models/machines/tiles/ipu21.js';
import { TILE_FIELDS } from '../models/machines/tiles/tile-fields.js';
import { type FieldRule, machineFields, type Shape } from './machine-fields.js';
import { checkVersion, name, parseRecord, plainText, SCHEMAS } from './schema.js';
import { isWrittenFile, readWritten, WRITTEN_FILES } from './text-record.js';

type Tree = { readonly [key: string]: unknown };

/** Fields that are no numbers, by the record that holds them; and what a file without a base starts from. */
interface KindFile {
  readonly units: object;
  readonly words: Readonly<Record<string, Shape>>;
  readonly whole: Machine;
}

const operands = z.array(z.enum(OPERAND_WIDTHS)).min(1).optional();
const arrayOperands = z.array(z.enum(ARRAY_OPERANDS)).min(1).optional();

const KINDS: { readonly [Kind in MachineKind]: KindFile } = {
  tiles: {
    units: TILE_FIELDS,
    words: { amp: { family: z.literal(ipu21.amp.family).optional(), operands } },
    whole: ipu21,
  },
  systolic: {
    units: SYSTOLIC_FIELDS,
    words: { array: { dataflow: z.enum(DATAFLOWS).optional(), operands: arrayOperands } },
    whole: tpuV1,
  },
};

/** Each number may be missing; nothing else may be there. */
const WRITTEN: FieldRule = {
  number: () => z.number().optional(),
  part: (fields) => z.strictObject(fields).optional(),
};

function schemaOf(kind: MachineKind): z.ZodType {
  const { units, words } = KINDS[kind];
  return z.strictObject({
    ...machineFields(units, words, WRITTEN),
    schema: z.string(),
    kind: z.literal(kind).optional(),
    /** A machine that Octile knows, what-ifs included; without it every number must be there. */
    base: name.optional(),
    name,
    summary: plainText(500).optional(),
    /** Path of a numeric field → where its number comes from, and on what that rests. */
    sources: z.record(z.string(), plainText(500)).optional(),
    bases: z.record(z.string(), z.enum(FACT_BASES)).optional(),
    calibratedOn: z.record(z.string(), z.array(name)).optional(),
  });
}

const SCHEMA_OF = Object.fromEntries(MACHINE_KINDS.map((kind) => [kind, schemaOf(kind)])) as Readonly<
  Record<MachineKind, z.ZodType>
>;

/** A machine of any kind, for documentation. */
export const machineSchema = z.union(Object.values(SCHEMA_OF));

interface MachineFile extends Tree {
  readonly name: string;
  readonly base?: string;
  readonly summary?: string;
  readonly sources?: Readonly<Record<string, string>>;
  readonly bases?: Readonly<Record<string, FactBasis>>;
  readonly calibratedOn?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A machine by name, or from a file whose name ends in .json, .yaml or .yml; what-ifs behind either, each after a plus.
 * @throws InputError naming file and field
 */
export function machineNamed(nameOrFile: string, where: string): Machine {
  const [file = '', ...changes] = nameOrFile.split(/\+(?=[^.]*$)/);
  if (!isWrittenFile(file)) return machine(nameOrFile, where, WRITTEN_FILES);
  return withWhatIfs(machineFromFile(file), changes, where);
}

/** A machine as `machineNamed` reads it back. */
export function machineFile(record: Machine): unknown {
  return { schema: SCHEMAS.machine, ...record };
}

function machineFromFile(path: string): Machine {
  const value = readWritten(path);
  checkVersion('machine', value, path);
  const base = baseOf(value as Tree, path);
  const kind = kindOf(value as Tree, base, path);
  const file = parseRecord(SCHEMA_OF[kind], value, path) as MachineFile;
  const fields = givenNumbers(file, kind);
  if (base === undefined) requireAll(fields, kind, path);
  const { whole, words } = KINDS[kind];
  const changed = withFields(base ?? whole, fields, path, `${path}, without a source`) as Machine & Tree;
  const spelled = Object.keys(words).map((part) => [
    part,
    { ...(changed[part] as Tree), ...wordsOf(file, part, words) },
  ]);
  return {
    ...changed,
    ...Object.fromEntries(spelled),
    name: file.name,
    summary: file.summary ?? `${(base ?? whole).name} as changed by ${path}`,
    sources: { ...changed.sources, ...known(file.sources, kind, `${path} sources`) },
    bases: { ...changed.bases, ...known(file.bases, kind, `${path} bases`) },
    calibratedOn: { ...changed.calibratedOn, ...known(file.calibratedOn, kind, `${path} calibratedOn`) },
  } as Machine;
}

function baseOf({ base }: Tree, path: string): Machine | undefined {
  if (base === undefined) return undefined;
  if (typeof base !== 'string') throw new InputError(`${path} base`, 'the name of a machine', shown(base));
  return machine(base, `${path} base`);
}

function kindOf({ kind }: Tree, base: Machine | undefined, path: string): MachineKind {
  const usual = base?.kind ?? 'tiles';
  const found = kind === undefined ? usual : MACHINE_KINDS.find((candidate) => candidate === kind);
  if (found === undefined) throw new InputError(`${path} kind`, `one of ${MACHINE_KINDS.join(', ')}`, shown(kind));
  if (base === undefined || found === base.kind) return found;
  throw new InputError(`${path} kind`, `${base.kind}, as its base ${base.name} is`, found);
}

/** The words of a part that the file gives. */
function wordsOf(file: Tree, part: string, words: KindFile['words']): Tree {
  const given = (file[part] ?? {}) as Tree;
  const names = Object.keys(words[part] ?? {}).filter((word) => given[word] !== undefined);
  return Object.fromEntries(names.map((word) => [word, given[word]]));
}

function givenNumbers(file: MachineFile, kind: MachineKind): Record<string, number> {
  const values = numericFields({ kind }).map((path) => [path, valueAt(file, path)] as const);
  return Object.fromEntries(values.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

function valueAt(file: Tree, path: string): number | undefined {
  return path.split('.').reduce((at: unknown, key) => (at as Tree | undefined)?.[key], file) as number | undefined;
}

function requireAll(fields: Readonly<Record<string, number>>, kind: MachineKind, path: string): void {
  const missing = numericFields({ kind }).find((field) => fields[field] === undefined);
  if (missing === undefined) return;
  const remedy = `give every number, or name a base: ${KINDS[kind].whole.name}`;
  throw new InputError(`${path} ${missing}`, 'a number', 'nothing', remedy);
}

/** What is said of numeric fields, and of nothing else. */
function known<Value>(said: Readonly<Record<string, Value>> | undefined, kind: MachineKind, where: string) {
  const paths = numericFields({ kind });
  const stray = Object.keys(said ?? {}).find((field) => !paths.includes(field));
  if (stray === undefined) return said;
  throw new InputError(where, 'paths of numeric fields', shown(stray));
}
