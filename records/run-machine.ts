/**
 * The machine of a run, embedded: every number that it was run with, in the range of its unit. What prices a run
 * needs nothing beside it.
 */
import { z } from 'zod';
import type { MachineKind, MachineOf } from '../models/machines/machine.js';
import { OPERAND_WIDTHS } from '../models/machines/operand-width.js';
import { SYSTOLIC_FIELDS } from '../models/machines/systolic/systolic-fields.js';
import { TILE_FIELDS } from '../models/machines/tiles/tile-fields.js';
import { FIELD_UNITS, type FieldUnitName } from '../models/machines/units.js';
import { name } from './schema.js';

type Shape = Readonly<Record<string, z.ZodType>>;

const operands = z.array(z.enum(OPERAND_WIDTHS)).min(1);

function numberOf(unit: FieldUnitName): z.ZodType {
  const { least, most, numbers } = FIELD_UNITS[unit];
  return numbers === 'fractions' ? z.number().gt(least).max(most) : z.number().int().min(least).max(most);
}

function fieldsOf(units: object, words: Readonly<Record<string, Shape>>, more: Shape): z.ZodType {
  const fields = Object.entries(units).map(([key, unit]): [string, z.ZodType] => [
    key,
    typeof unit === 'string' ? numberOf(unit as FieldUnitName) : fieldsOf(unit as object, {}, words[key] ?? {}),
  ]);
  return z.looseObject({ ...Object.fromEntries(fields), ...more });
}

function embedded<Kind extends MachineKind>(kind: Kind, units: object, words: Readonly<Record<string, Shape>>) {
  return fieldsOf(units, words, { kind: z.literal(kind), name }) as z.ZodType<MachineOf<Kind>>;
}

export const EMBEDDED_MACHINES: { readonly [Kind in MachineKind]: z.ZodType<MachineOf<Kind>> } = {
  tiles: embedded('tiles', TILE_FIELDS, { amp: { operands } }),
  systolic: embedded('systolic', SYSTOLIC_FIELDS, { array: { operands } }),
};
