/**
 * The cells of one column as text: one unit for all of them, or one for each where they differ so much
 * that a common unit would hide the small ones.
 */

import { spansWidely } from '../units/axis.js';
import { shownNumber } from '../units/number.js';
import { forPeople, inBaseUnit, type Scaling, scaled, scalingFor } from '../units/si.js';

export type Cell = string | number | null;

/** What stands where there is no value. */
export const NO_VALUE = '—';

export interface ShownColumn {
  /** For the heading; '' where each cell carries its own unit or there is none. */
  readonly unit: string;
  readonly cells: readonly string[];
  readonly align: 'left' | 'right';
}

export function shownColumn(cells: readonly Cell[], unit: string): ShownColumn {
  const numbers = cells.filter((cell) => typeof cell === 'number');
  const scaling = commonScaling(numbers, unit);
  const shown = (cell: Cell) => {
    if (cell === null) return NO_VALUE;
    if (typeof cell === 'string') return cell;
    return scaling === undefined ? forPeople(cell, unit) : shownNumber(scaled(cell, scaling), scaling.unit);
  };
  const align = numbers.length > 0 && cells.every((cell) => typeof cell !== 'string') ? 'right' : 'left';
  return { unit: scaling?.unit ?? '', cells: cells.map(shown), align };
}

/** Undefined where the magnitudes are too far apart for one unit. */
export function commonScaling(numbers: readonly number[], unit: string): Scaling | undefined {
  return spansWidely(numbers) ? undefined : scalingFor(numbers, unit);
}

/** Values of several units brought to one; undefined where they measure different things. */
export function commonUnit(units: readonly string[]): string | undefined {
  const [first] = units;
  if (units.every((unit) => unit === first)) return first;
  const bases = new Set(units.map((unit) => inBaseUnit(1, unit).unit));
  return bases.size === 1 ? [...bases][0] : undefined;
}
