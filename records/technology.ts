/**
 * An energy table as a file: `octile.technology/1.0`, whole or as changes to a table that Octile knows (`base`): of a
 * figure what differs. What `octile technologies NAME --record` prints is such a file. A number that the file gives
 * without a source says so, and is assumed.
 */
import { z } from 'zod';
import { InputError, shown } from '../models/input-error.js';
import { MACHINE_KINDS, type MachineKind } from '../models/machines/machine.js';
import { technology } from '../models/technologies/technologies.js';
import {
  ACTIONS,
  BASES,
  COMPONENTS,
  type EnergyFigure,
  type EnergyFigures,
  type Technology,
} from '../models/technologies/technology.js';
import { checkVersion, name, parseRecord, plainText, real, SCHEMAS } from './schema.js';
import { isWrittenFile, readWritten, WRITTEN_FILES } from './text-record.js';

/** Most pJ of one of anything: a tile-second of leakage is 10^10. */
const MOST_PJ = 1e30;
/** Longest source of a figure, in UTF-16 units. */
const MOST_SOURCE = 2000;
const SUPPLY = { least: 0.1, most: 10 } as const;

const picojoules = real(0, MOST_PJ);
const figureSchema = z.strictObject({
  per: name.optional(),
  component: z.enum(COMPONENTS).optional(),
  low: picojoules.optional(),
  value: picojoules.optional(),
  high: picojoules.optional(),
  basis: z.enum(BASES).optional(),
  source: plainText(MOST_SOURCE).min(1).optional(),
  /** Measured rows that the figure was set on. */
  calibratedOn: z.array(name).optional(),
});
type WrittenFigure = z.infer<typeof figureSchema>;

const kindSchema = (kind: MachineKind) =>
  z.strictObject(Object.fromEntries(ACTIONS[kind].map((action) => [action, figureSchema.optional()]))).optional();

export const technologySchema = z.strictObject({
  schema: z.string(),
  /** A table that Octile knows; without it every figure of a kind of machine must be there, whole. */
  base: name.optional(),
  name,
  node: name.optional(),
  summary: plainText(MOST_SOURCE).optional(),
  /** The supply at which the figures hold, in V. */
  supplyV: real(SUPPLY.least, SUPPLY.most).optional(),
  figures: z.strictObject({ tiles: kindSchema('tiles'), systolic: kindSchema('systolic') }).optional(),
});
type TechnologyFile = z.infer<typeof technologySchema>;

/**
 * A table by name, or from a file whose name ends in .json, .yaml or .yml.
 * @param where what an error of the name names
 * @throws InputError, of a file with its path and field
 */
export function technologyNamed(nameOrFile: string, where: string): Technology {
  return isWrittenFile(nameOrFile) ? technologyFromFile(nameOrFile) : technology(nameOrFile, where, WRITTEN_FILES);
}

/** A table as `technologyNamed` reads it back. */
export function technologyFile(table: Technology): unknown {
  return { schema: SCHEMAS.technology, ...table };
}

function technologyFromFile(path: string): Technology {
  const value = readWritten(path);
  checkVersion('technology', value, path);
  const file = parseRecord(technologySchema, value, path);
  const base = file.base === undefined ? undefined : technology(file.base, `${path} base`);
  const figures = MACHINE_KINDS.flatMap((kind) => {
    const found = figuresOf(kind, file, base, path);
    return found === undefined ? [] : [[kind, found] as const];
  });
  if (figures.length === 0) {
    throw new InputError(`${path} figures`, `figures of machines of kind ${MACHINE_KINDS.join(' or ')}`, 'none');
  }
  return {
    name: file.name,
    node: file.node ?? required(base?.node, `${path} node`),
    summary: file.summary ?? (base === undefined ? file.name : `${base.name} as changed by ${path}`),
    supplyV: file.supplyV ?? required(base?.supplyV, `${path} supplyV`),
    figures: Object.fromEntries(figures),
  };
}

/** Undefined where neither the file nor its base has figures of the kind. */
function figuresOf<Kind extends MachineKind>(
  kind: Kind,
  { figures }: TechnologyFile,
  base: Technology | undefined,
  path: string,
): EnergyFigures<Kind> | undefined {
  const written: Readonly<Record<string, WrittenFigure | undefined>> | undefined = figures?.[kind];
  const known: Readonly<Record<string, EnergyFigure>> | undefined = base?.figures[kind];
  if (written === undefined && known === undefined) return undefined;
  const each = ACTIONS[kind].map((action) => {
    const where = `${path} figures.${kind}.${action}`;
    return [action, figureOf(written?.[action], known?.[action], where, path)];
  });
  return Object.fromEntries(each) as EnergyFigures<Kind>;
}

function figureOf(
  written: WrittenFigure | undefined,
  known: EnergyFigure | undefined,
  where: string,
  path: string,
): EnergyFigure {
  if (written === undefined) return required(known, where);
  const figure = {
    per: written.per ?? required(known?.per, `${where}.per`),
    component: written.component ?? required(known?.component, `${where}.component`),
    low: written.low ?? required(known?.low, `${where}.low`),
    value: written.value ?? required(known?.value, `${where}.value`),
    high: written.high ?? required(known?.high, `${where}.high`),
    ...provenanceOf(written, known, path),
  };
  if (figure.low <= figure.value && figure.value <= figure.high) return figure;
  const got = shown([figure.low, figure.value, figure.high].join(' – '));
  throw new InputError(where, 'a range whose low ≤ value ≤ high', got, 'give all three where one changes');
}

/** What a base says of a number holds for that number alone. */
function provenanceOf(
  written: WrittenFigure,
  known: EnergyFigure | undefined,
  path: string,
): Pick<EnergyFigure, 'basis' | 'source' | 'calibratedOn'> {
  const isOther = (['low', 'value', 'high'] as const).some(
    (end) => written[end] !== undefined && written[end] !== known?.[end],
  );
  const kept = isOther ? undefined : known;
  const calibratedOn = written.calibratedOn ?? kept?.calibratedOn;
  return {
    basis: written.basis ?? kept?.basis ?? 'assumed',
    source: written.source ?? kept?.source ?? `assumed: ${path}, without a source`,
    ...(calibratedOn === undefined ? {} : { calibratedOn }),
  };
}

function required<Value>(value: Value | undefined, where: string): Value {
  if (value !== undefined) return value;
  throw new InputError(where, 'a figure, or a base that has one', 'nothing', 'name a base: published-7nm');
}
