/** A machine's fields as a schema, from the units of its numbers: one walk for files that people write and for runs. */
import type { z } from 'zod';
import type { FieldUnitName } from '../models/machines/units.js';

export type Shape = Readonly<Record<string, z.ZodType>>;

export interface FieldRule {
  /** Of a number, by its unit. */
  readonly number: (unit: FieldUnitName) => z.ZodType;
  /** Of a part that holds fields. */
  readonly part: (fields: Shape) => z.ZodType;
}

/** @param words fields that are no numbers, by the part that holds them */
export function machineFields(units: object, words: Readonly<Record<string, Shape>>, rule: FieldRule): Shape {
  const fields = Object.entries(units).map(([key, unit]): [string, z.ZodType] => [
    key,
    typeof unit === 'string'
      ? rule.number(unit as FieldUnitName)
      : rule.part({ ...machineFields(unit as object, {}, rule), ...words[key] }),
  ]);
  return Object.fromEntries(fields);
}
