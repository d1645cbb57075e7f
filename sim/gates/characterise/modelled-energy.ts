/**
 * Energy of a multiply-accumulate from what changes at a unit's operands, by the unit's macro-model: the middle between
 * delays, the range that wires and glitches leave open, and how far the model was off on operands that it did not see.
 * Left out: clock and leakage, which a characterised unit has apart.
 */
import { InputError } from '../../../models/input-error.js';
import type { CharacterisedUnit } from '../../../records/characterised-unit.js';
import { UNIT_CHANGES, type UnitActivity } from '../../../records/unit-activity.js';

/** fJ a multiply-accumulate. */
export interface ModelledEnergy {
  readonly lowFj: number;
  readonly centralFj: number;
  readonly highFj: number;
  /** Mean relative error of the model on unseen operands. */
  readonly modelError: number;
}

/** @throws InputError where the changes are of another unit */
export function modelledEnergy(unit: CharacterisedUnit, activity: UnitActivity): ModelledEnergy {
  if (activity.unit !== unit.unit) throw new InputError('unit activity', `changes of ${unit.unit}`, activity.unit);
  const { models, judged, range, productsPerStep } = unit;
  const issueFj = UNIT_CHANGES.reduce(
    (sum, change) => sum + (models.central[change] ?? 0) * activity.changes[change].value,
    0,
  );
  const centralFj = issueFj / productsPerStep;
  return { lowFj: range.low * centralFj, centralFj, highFj: range.high * centralFj, modelError: judged.central.mean };
}
