/** The cells of one column as text, all in one unit. */

import { spansWidely } from '../units/axis.js';
import { shownNumber, wholeNumber } from '../units/number.js';
import { baseScaling, inBaseUnit, printedUnit, type Scaling, scaled, scalingFor } from '../units/si.js';

export type Cell = string | number | null;

/** What stands where there is no value. */
export const NO_VALUE = '—';

export interface ShownColumn {
  /** For the heading; '' where there is none. */
  readonly unit: string;
  readonly cells: readonly string[];
  readonly align: 'left' | 'right';
}

export function shownColumn(cells: readonly Cell[], unit: string): ShownColumn {
  const numbers = cells.filter((cell) => typeof cell === 'number');
  const scaling = commonScaling(numbers, unit);
  const exact = scaling.factor === 1 && numbers.every(Number.isInteger);
  const shown = (cell: Cell) => {
    if (cell === null) return NO_VALUE;
    if (typeof cell === 'string') return cell;
    return exact ? wholeNumber(cell) : shownNumber(scaled(cell, scaling), scaling.unit);
  };
  const align = numbers.length > 0 && cells.every((cell) => typeof cell !== 'string') ? 'right' : 'left';
  return { unit: scaling.unit, cells: cells.map(shown), align };
}

/**
 * By the largest number; where the smallest would be lost beside it, counts stay as they are and quantities go by the
 * number in the middle.
 */
export function commonScaling(numbers: readonly number[], unit: string): Scaling {
  if (!spansWidely(numbers)) return scalingFor(numbers, unit);
  if (numbers.every(Number.isInteger) && baseScaling(unit) === undefined) return { factor: 1, unit: printedUnit(unit) };
  const magnitudes = numbers.map(Math.abs).filter((magnitude) => magnitude > 0);
  const sorted = magnitudes.sort((a, b) => a - b);
  return scalingFor([sorted[Math.floor(sorted.length / 2)] as number], unit);
}

/** Values of several units brought to one; undefined where they measure different things. */
export function commonUnit(units: readonly string[]): string | undefined {
  const [first] = units;
  if (units.every((unit) => unit === first)) return first;
  const bases = new Set(units.map((unit) => inBaseUnit(1, unit).unit));
  return bases.size === 1 ? [...bases][0] : undefined;
}
