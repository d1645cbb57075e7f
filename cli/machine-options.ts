/** The options of commands that simulate, and the machine that they become. */
import type { Argv } from 'yargs';
import { InputError, shown } from '../models/input-error.js';
import { withFields } from '../models/machines/fields.js';
import { TILE_MACHINES, timedMachine } from '../models/machines/machines.js';
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import { machineNamed } from '../records/machine.js';
import { wholeNumber } from './command.js';

export interface MachineOptions {
  machine: string;
  tiles: number | undefined;
  set: string[];
}

export function machineOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('machine', {
      type: 'string',
      default: 'ipu21',
      describe: `${TILE_MACHINES.map(({ name }) => name).join(', ')}, with a what-if behind a plus, or a file`,
    })
    .option('tiles', { type: 'number', describe: 'use only so many tiles' })
    .option('set', {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'change a field of the machine: tile.workers=8',
    });
}

/** @throws InputError for an unknown machine or field */
export function machineOf(options: MachineOptions): TileMachine {
  const base = timedMachine(machineNamed(options.machine, '--machine'), '--machine');
  const fields: Record<string, number> = {};
  if (options.tiles !== undefined) fields.tiles = wholeNumber('tiles', options.tiles, 1, base.tiles);
  for (const text of options.set) {
    const match = /^([A-Za-z.]+)=(-?[\d.]+(?:e\d+)?)$/.exec(text);
    if (match === null) throw new InputError('--set', 'a field and a number like tile.workers=8', shown(text));
    fields[match[1] as string] = Number(match[2]);
  }
  return withFields(base, fields, '--set');
}
