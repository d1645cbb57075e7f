/** A machine as it was asked for: a name or a file, on fewer tiles, with fields changed. */
import { type Where, wholeNumber } from '../models/input-checks.js';
import { InputError, shown } from '../models/input-error.js';
import { withFields } from '../models/machines/fields.js';
import { timedMachine } from '../models/machines/machines.js';
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import { WHAT_IFS } from '../models/machines/tiles/what-ifs.js';
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
    checkWhatIfs(base, field, where);
    if (Object.hasOwn(fields, field)) throw new InputError(where('set'), `${field} once`, 'twice');
    fields[field] = Number(value);
  }
  return withFields(base, fields, where('set'));
}

/** @throws InputError for a field that a what-if of the machine's name changes already */
function checkWhatIfs({ name }: TileMachine, field: string, where: Where): void {
  const changes = name.split('+').slice(1);
  const changed = WHAT_IFS.find((change) => changes.includes(change.name) && Object.hasOwn(change.fields, field));
  if (changed === undefined) return;
  throw new InputError(where('set'), `no ${field} beside ${name}, whose ${changed.name} changes it`, 'one');
}

/** The machine as it is called where its fields do not stand beside it: `ipu21 with tile.workers=3`. */
export function choiceName({ set }: Pick<MachineChoice, 'set'>, { name }: TileMachine): string {
  return set.length === 0 ? name : `${name} with ${set.join(', ')}`;
}
