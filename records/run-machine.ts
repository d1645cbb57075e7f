/**
 * The machine of a run, embedded: every number that it was run with, in the range of its unit. What prices a run
 * needs nothing beside it.
 */
import { z } from 'zod';
import type { MachineKind, MachineOf } from '../models/machines/machine.js';
import { OPERAND_WIDTHS } from '../models/machines/operand-width.js';
import { SYSTOLIC_FIELDS } from '../models/machines/systolic/systolic-fields.js';
import { ARRAY_OPERANDS } from '../models/machines/systolic/systolic-machine.js';
import { TILE_FIELDS } from '../models/machines/tiles/tile-fields.js';
import { FIELD_UNITS, type FieldUnitName } from '../models/machines/units.js';
import { machineFields, type Shape } from './machine-fields.js';
import { name, whole } from './schema.js';

const operands = z.array(z.enum(OPERAND_WIDTHS)).min(1);
const arrayOperands = z.array(z.enum(ARRAY_OPERANDS)).min(1);

function numberOf(unit: FieldUnitName): z.ZodType {
  const { least, most, numbers } = FIELD_UNITS[unit];
  if (numbers === 'reals') return z.number().min(least).max(most);
  return numbers === 'fractions' ? z.number().gt(least).max(most) : whole(least, most);
}

function embedded<Kind extends MachineKind>(kind: Kind, units: object, words: Readonly<Record<string, Shape>>) {
  const fields = machineFields(units, words, { number: numberOf, part: (part) => z.looseObject(part) });
  return z.looseObject({ ...fields, kind: z.literal(kind), name }) as unknown as z.ZodType<MachineOf<Kind>>;
}

export const EMBEDDED_MACHINES: { readonly [Kind in MachineKind]: z.ZodType<MachineOf<Kind>> } = {
  tiles: embedded('tiles', TILE_FIELDS, { amp: { operands } }),
  systolic: embedded('systolic', SYSTOLIC_FIELDS, { array: { operands: arrayOperands } }),
};
