/** Liberty's tables as rows of numbers in picoseconds, femtofarads and femtojoules. */
import { attributeOf, groupsOf, type LibertyGroup } from '../../sim/gates/library/liberty-text.js';

export interface Table {
  readonly slews: readonly number[];
  /** One entry, 0, where the table has no second axis. */
  readonly loads: readonly number[];
  readonly values: readonly number[];
}

export interface Scales {
  readonly psPerTime: number;
  readonly ffPerCapacitance: number;
  /** Liberty's unit of energy: capacitance unit × V². */
  readonly fjPerEnergy: number;
  readonly nwPerLeakage: number;
}

const PREFIXES: Readonly<Record<string, number>> = { f: 1e-15, p: 1e-12, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3 };

/** The units of a library. */
export function scalesOf(library: LibertyGroup): Scales {
  const [factor = '1', unit = 'pf'] = library.attributes.get('capacitive_load_unit') ?? [];
  const ffPerCapacitance = rounded((Number(factor) * (PREFIXES[unit[0] ?? ''] ?? 1)) / 1e-15);
  return {
    psPerTime: rounded(unitOf(attributeOf(library, 'time_unit')) / 1e-12),
    ffPerCapacitance,
    fjPerEnergy: ffPerCapacitance,
    nwPerLeakage: unitOf(attributeOf(library, 'leakage_power_unit')) / 1e-9,
  };
}

/** `1ps` → 1e-12. */
function unitOf(text = '1'): number {
  const [, factor = '1', prefix = ''] = /^([\d.]+)\s*([a-zA-Z]?)/.exec(text) ?? [];
  return Number(factor) * (PREFIXES[prefix] ?? 1);
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** The table of a group's member `kind`, in Liberty's own units; a scalar is a table of one entry. */
export function tableOf(group: LibertyGroup, kind: string, library: LibertyGroup): Table | undefined {
  const table = groupsOf(group, kind)[0];
  if (table === undefined) return undefined;
  const templates = [...groupsOf(library, 'lu_table_template'), ...groupsOf(library, 'power_lut_template')];
  const template = templates.find(({ names }) => names[0] === table.names[0]);
  const axis = (name: string) => numbers(table.attributes.get(name) ?? template?.attributes.get(name) ?? ['0']);
  const values = (table.attributes.get('values') ?? []).flatMap((row) => numbers([row]));
  if (values.length === 1) return { slews: [0], loads: [0], values };
  const [slews, loads] = [axis('index_1'), axis('index_2')];
  return { slews, loads: values.length === slews.length ? [0] : loads, values };
}

function numbers([text = '']: readonly string[]): number[] {
  return text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map(Number);
}

/** Entry by entry, on the axes of the first that is no scalar. */
export function combined(tables: readonly Table[], join: (values: readonly number[]) => number): Table {
  const axes = tables.find(({ values }) => values.length > 1) ?? tables[0];
  if (axes === undefined) throw new Error('no table');
  const values = axes.values.map((_, i) => join(tables.map((table) => table.values[i] ?? table.values[0] ?? 0)));
  return { ...axes, values };
}
