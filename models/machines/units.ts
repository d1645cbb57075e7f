/**
 * Units of a machine's numeric fields, and the range that a field of each may have. A kind of machine names the
 * unit of each of its fields (tiles/tile-fields.ts, systolic/systolic-fields.ts).
 */
import { InputError, shown } from '../input-error.js';

interface FieldUnit {
  /** For people; empty for plain numbers of things. */
  readonly symbol: string;
  readonly least: number;
  readonly most: number;
  readonly numbers: 'integers' | 'fractions' | 'reals';
}

/** Largest value of any field; the clock is the largest in use. */
const MOST = 2 ** 40;
/** Of what a program does one by one: engines write it out bundle by bundle. */
const MOST_STEPS = 2 ** 12;
/** Of what is waited for, or counted by instructions. */
const MOST_CYCLES = 2 ** 16;

export const FIELD_UNITS = {
  count: { symbol: '', least: 1, most: MOST_STEPS, numbers: 'integers' },
  tiles: { symbol: '', least: 1, most: 2 ** 20, numbers: 'integers' },
  contexts: { symbol: '', least: 1, most: 64, numbers: 'integers' },
  banks: { symbol: '', least: 1, most: 2, numbers: 'integers' },
  hertz: { symbol: 'Hz', least: 1, most: MOST, numbers: 'integers' },
  /** Of a memory, or of its traffic in a second. */
  bytes: { symbol: 'B', least: 1, most: MOST, numbers: 'integers' },
  /** Of one access or issue. */
  accessBytes: { symbol: 'B', least: 1, most: MOST_STEPS, numbers: 'integers' },
  /** Of what is loaded access by access. */
  panelBytes: { symbol: 'B', least: 1, most: 2 ** 16, numbers: 'integers' },
  /** Bytes from the start, or none. */
  offset: { symbol: 'B', least: 0, most: MOST, numbers: 'integers' },
  cycles: { symbol: 'cycles', least: 0, most: MOST_CYCLES, numbers: 'integers' },
  slots: { symbol: 'slots', least: 0, most: MOST_STEPS, numbers: 'integers' },
  issues: { symbol: 'issues', least: 0, most: MOST_CYCLES, numbers: 'integers' },
  floatIssues: { symbol: 'issues', least: 1, most: MOST_STEPS, numbers: 'integers' },
  /** Above the least, at most 1: what it divides stays finite. */
  fraction: { symbol: '', least: 0.001, most: 1, numbers: 'fractions' },
  watts: { symbol: 'W', least: 0.001, most: 1e6, numbers: 'reals' },
  volts: { symbol: 'V', least: 0.1, most: 10, numbers: 'reals' },
  /** None to all. */
  share: { symbol: '', least: 0, most: 1, numbers: 'reals' },
  /** What a cycle of something costs of something else, or nothing. */
  ratio: { symbol: '', least: 0, most: 100, numbers: 'reals' },
} as const satisfies Readonly<Record<string, FieldUnit>>;
export type FieldUnitName = keyof typeof FIELD_UNITS;

/** A record with a unit for every number, and nothing else. */
export type UnitsOf<Numbers> = {
  readonly [Key in keyof Numbers as Numbers[Key] extends string | readonly unknown[]
    ? never
    : Key]: Numbers[Key] extends number ? FieldUnitName : UnitsOf<Numbers[Key]>;
};

/** Unit of every field by its path, in the record's order. */
export function unitsByPath(units: object, prefix = ''): [string, FieldUnitName][] {
  return Object.entries(units).flatMap(([key, unit]): [string, FieldUnitName][] =>
    typeof unit === 'string' ? [[prefix + key, unit as FieldUnitName]] : unitsByPath(unit, `${prefix}${key}.`),
  );
}

/** @throws InputError for a value outside the unit's range */
export function checkRange(unit: FieldUnitName, value: number, where: string): void {
  const { least, most, numbers } = FIELD_UNITS[unit];
  if (numbers === 'fractions') {
    if (value > least && value <= most) return;
    throw new InputError(where, `a number above ${least}, at most ${most}`, shown(value));
  }
  if (numbers === 'reals') {
    if (Number.isFinite(value) && value >= least && value <= most) return;
    throw new InputError(where, `a number from ${least} to ${most}`, shown(value));
  }
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new InputError(where, `an integer from ${least} to ${most}`, shown(value));
}
