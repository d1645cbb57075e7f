/**
 * The units of a trace: as a family has them, or, where they were named with choices or in a file, whole with that name.
 */
import { InputError } from '../../models/input-error.js';
import { unitFamily } from '../../models/units/families.js';
import type { DotProductUnit } from '../../models/units/unit.js';
import { canonicalLine } from '../json.js';
import { SCHEMAS } from '../schema.js';
import { wholeUnit } from '../unit.js';
import type { UnitSource } from '../unit-named.js';
import type { TraceRecord } from './trace.js';

type Unit = TraceRecord['units'][number];

/** @param where its place in trace.json @throws InputError naming the field */
export function checkTraceUnit(unit: Unit, where: string): void {
  if (unit.named !== undefined) {
    ownUnit(unit, where);
    return;
  }
  for (const [field, value] of Object.entries(familyUnit(unit, where))) {
    const got = unit[field];
    if (got === undefined || canonicalLine(got) === canonicalLine(value)) continue;
    const expected = `${canonicalLine(value)}, as ${unit.family} has it`;
    throw new InputError(`${where}.${field}`, expected, canonicalLine(got));
  }
}

/** What a trace lists of a unit. */
export function traceUnit(unit: DotProductUnit, { name }: Pick<UnitSource, 'name'>): Unit {
  return name === unit.family ? { ...unit } : { ...unit, named: name };
}

/** The units that a trace lists; what an entry leaves out is the family's. */
export function unitsOfTrace({ units }: Pick<TraceRecord, 'units'>): UnitSource {
  const where = 'trace.json units';
  return {
    name: units[0]?.named ?? units[0]?.family ?? '',
    unitFor(a, b) {
      const unit = units.find(({ aFormat, bFormat }) => aFormat === a && bFormat === b);
      if (unit === undefined) throw new InputError(where, `a unit of ${a} and ${b}`, 'none');
      if (unit.named !== undefined) return ownUnit(unit, where);
      const own = familyUnit(unit, where);
      return { ...own, ...unit, zeroGating: unit.zeroGating ?? own.zeroGating };
    },
  };
}

function ownUnit({ named: _, ...unit }: Unit, where: string): DotProductUnit {
  return wholeUnit({ schema: SCHEMAS.unit, ...unit }, where);
}

function familyUnit({ family, aFormat, bFormat }: Unit, where: string): DotProductUnit {
  return unitFamily(family, `${where}.family`).resolve(aFormat, bFormat, {}, `${where}.aFormat, bFormat`);
}
