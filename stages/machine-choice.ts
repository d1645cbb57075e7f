/** A machine as it was asked for: a name or a file, on fewer tiles, with fields changed. */
import { type Where, wholeNumber } from '../models/input-checks.js';
import { InputError, shown } from '../models/input-error.js';
import { withFields } from '../models/machines/fields.js';
import { timedMachine } from '../models/machines/machines.js';
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import { machineNamed } from '../records/machine.js';

export interface MachineChoice {
  /** A name, with what-ifs behind a plus, or a file. */
  readonly machine: string;
  readonly tiles: number | undefined;
  /** Fields and their numbers: `tile.workers=8`. */
  readonly set: readonly string[];
}

/** @throws InputError for an unknown machine or field */
export function chosenMachine({ machine, tiles, set }: MachineChoice, where: Where): TileMachine {
  const base = timedMachine(machineNamed(machine, where('machine')), where('machine'));
  const fields: Record<string, number> = {};
  if (tiles !== undefined) fields.tiles = wholeNumber(where('tiles'), tiles, 1, base.tiles);
  for (const text of set) {
    const match = /^([A-Za-z.]+)=(-?[\d.]+(?:e\d+)?)$/.exec(text);
    if (match === null) throw new InputError(where('set'), 'a field and a number like tile.workers=8', shown(text));
    const [, field = '', value] = match;
    if (field === 'tiles' && tiles !== undefined) {
      throw new InputError(where('set'), `no tiles beside ${where('tiles')}`, shown(text));
    }
    if (Object.hasOwn(fields, field)) throw new InputError(where('set'), `${field} once`, 'twice');
    fields[field] = Number(value);
  }
  return withFields(base, fields, where('set'));
}
