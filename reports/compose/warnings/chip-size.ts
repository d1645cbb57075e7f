/** A part of a named machine, which is timed and priced as a chip of that size. */
import { TILE_MACHINES } from '../../../models/machines/machines.js';
import { counted, wholeNumber } from '../../units/number.js';
import type { ReportInput } from '../input.js';

export function chipSizeWarnings({ run: { machine } }: ReportInput): string[] {
  const [base] = machine.name.split('+');
  const whole = TILE_MACHINES.find(({ name }) => name === base);
  if (whole === undefined || machine.tiles >= whole.tiles) return [];
  return [
    `timed and priced as a chip of ${counted(machine.tiles, 'tile')}: clock and leakage of the other ` +
      `${wholeNumber(whole.tiles - machine.tiles)} tiles of ${base} are not in its energy and power.`,
  ];
}
