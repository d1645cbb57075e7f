/** Every unit family, by name. */
import { InputError, shown } from '../input-error.js';
import { ipu21Amp } from './ipu21-amp.js';
import type { UnitFamily } from './unit.js';

export const UNIT_FAMILIES: readonly UnitFamily[] = [ipu21Amp];

/** @param where what an error names */
export function unitFamily(name: string, where: string): UnitFamily {
  const family = UNIT_FAMILIES.find((candidate) => candidate.name === name);
  if (family !== undefined) return family;
  const names = UNIT_FAMILIES.map((candidate) => candidate.name).join(', ');
  throw new InputError(where, `a unit (${names})`, shown(name));
}
