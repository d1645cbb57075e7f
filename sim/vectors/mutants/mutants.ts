/** All mutants of a unit: those that fit together, each once, none that is the unit itself. */
import { InputError } from '../../../models/input-error.js';
import { checkUnit } from '../../../models/units/check-unit.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { accumulatorMutants, hasSameRows } from './accumulators.js';
import type { Mutant } from './mutant.js';
import { operandMutants } from './operands.js';
import { orderMutants } from './order.js';
import { placeMutants } from './places.js';
import { resultMutants } from './results.js';
import { scaleMutants } from './scales.js';
import { shifterMutants } from './shifters.js';
import { sumMutants } from './sums.js';

/** The simplest first: what is off is looked for in this order. */
export function mutantsOf(unit: DotProductUnit): Mutant[] {
  const all = [
    ...sumMutants(unit),
    ...accumulatorMutants(unit),
    ...orderMutants(unit),
    ...placeMutants(unit),
    ...operandMutants(unit),
    ...scaleMutants(unit),
    ...resultMutants(unit),
    ...shifterMutants(unit),
  ];
  const seen = new Set([JSON.stringify(unit)]);
  return all.filter(({ fault }) => {
    if (fault.at === 'exponents') return fault.scale >= unit.scaleRange[0] && fault.scale <= unit.scaleRange[1];
    if (fault.at !== 'unit') return true;
    const text = JSON.stringify(fault.unit);
    if (seen.has(text) || !hasSameRows(unit, fault.unit) || !fits(fault.unit)) return false;
    seen.add(text);
    return true;
  });
}

function fits(unit: DotProductUnit): boolean {
  try {
    checkUnit(unit, 'mutant');
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
