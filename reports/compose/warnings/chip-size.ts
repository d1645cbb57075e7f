/**
 * A part of a machine, which is timed and priced as a chip of that size. A machine file that states its own tiles is a
 * chip of its own; one that is asked for fewer is a part.
 */
import { SET_BY_USER } from '../../../models/machines/fields.js';
import { counted } from '../../units/number.js';
import type { ReportInput } from '../input.js';
import { knownMachine } from '../known-machine.js';

export function chipSizeWarnings({ run: { machine } }: ReportInput): string[] {
  const whole = knownMachine(machine);
  if (whole === undefined || machine.tiles >= whole.tiles) return [];
  const named = whole.name === machine.name;
  if (!named && machine.sources.tiles !== SET_BY_USER) return [];
  const [base = ''] = whole.name.split('+');
  const other = counted(whole.tiles - machine.tiles, 'tile');
  return [
    `timed and priced as a chip of ${counted(machine.tiles, 'tile')}: clock and leakage of the other ` +
      `${other} of ${base}${named ? '' : `, on which ${machine.name} is based,`} are not in its energy and power.`,
  ];
}
