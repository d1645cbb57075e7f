/**
 * A machine's numeric fields by path (`tile.workers`): listing them, and machines with some replaced. Units and
 * ranges come with the kind; fields that must fit together are checked together.
 */
import { InputError, shown } from '../input-error.js';
import type { Machine, MachineKind, MachineOf } from './machine.js';
import { SYSTOLIC_FIELDS } from './systolic/systolic-fields.js';
import { checkTileFit } from './tiles/check-fit.js';
import { TILE_FIELDS } from './tiles/tile-fields.js';
import { checkRange, type FieldUnitName, unitsByPath } from './units.js';

interface KindFields<Kind extends MachineKind> {
  readonly units: ReadonlyMap<string, FieldUnitName>;
  /** @throws InputError for fields that do not fit together */
  readonly checkFit: (machine: MachineOf<Kind>, where: string) => void;
}

const FIELDS: { readonly [Kind in MachineKind]: KindFields<Kind> } = {
  tiles: { units: new Map(unitsByPath(TILE_FIELDS)), checkFit: checkTileFit },
  systolic: { units: new Map(unitsByPath(SYSTOLIC_FIELDS)), checkFit: () => {} },
};

function fieldsOf<Kind extends MachineKind>(kind: Kind): KindFields<Kind> {
  return FIELDS[kind];
}

/** Unit of every numeric field of a kind of machine by its path, in the record's order. */
export function fieldUnits(kind: MachineKind): ReadonlyMap<string, FieldUnitName> {
  return FIELDS[kind].units;
}

/** Paths of all numeric fields, in the record's order. */
export function numericFields({ kind }: { readonly kind: MachineKind }): string[] {
  return [...fieldUnits(kind).keys()];
}

/** The value of a numeric field. */
export function fieldValue(machine: Machine, path: string): number {
  return path.split('.').reduce((at: unknown, key) => (at as Tree)[key], machine) as number;
}

type Tree = { readonly [key: string]: unknown };

/** The source of a number that is given on a command line. */
export const SET_BY_USER = 'set by the user';

/**
 * The machine with some numeric fields replaced, and their sources.
 *
 * @param fields path → value
 * @param where what an error names
 * @throws InputError for an unknown path, a value out of range, or fields that do not fit together
 */
export function withFields<Kind extends MachineKind>(
  machine: MachineOf<Kind>,
  fields: Readonly<Record<string, number>>,
  where: string,
  source: string = SET_BY_USER,
): MachineOf<Kind> {
  const units = fieldUnits(machine.kind);
  let result: Tree = machine as unknown as Tree;
  for (const [path, value] of Object.entries(fields)) {
    const unit = units.get(path);
    if (unit === undefined) {
      const remedy = `\`octile machines ${machine.name.split('+')[0]}\` lists the fields`;
      throw new InputError(where, `a numeric field of ${machine.name}`, shown(path), remedy);
    }
    checkRange(unit, value, `${where}: ${path}`);
    result = replaced(result, path.split('.'), value);
  }
  const changed = result as unknown as MachineOf<Kind>;
  fieldsOf<MachineKind>(machine.kind).checkFit(changed, where);
  return { ...changed, ...withoutSources(machine, Object.keys(fields), source) };
}

function withoutSources({ sources, bases, calibratedOn }: Machine, paths: readonly string[], source: string) {
  const basis = source.startsWith('assumed') ? ('assumed' as const) : ('given' as const);
  return {
    sources: { ...sources, ...Object.fromEntries(paths.map((path) => [path, source])) },
    bases: { ...bases, ...Object.fromEntries(paths.map((path) => [path, basis])) },
    calibratedOn: Object.fromEntries(Object.entries(calibratedOn).filter(([path]) => !paths.includes(path))),
  };
}

function replaced(tree: Tree, [key = '', ...rest]: readonly string[], value: number): Tree {
  return { ...tree, [key]: rest.length === 0 ? value : replaced(tree[key] as Tree, rest, value) };
}
