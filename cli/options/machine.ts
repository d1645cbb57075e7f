/** The options of commands that simulate, and the machine that they become. */
import type { Argv } from 'yargs';
import { TILE_MACHINES } from '../../models/machines/machines.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { chosenMachine } from '../../stages/machine-choice.js';
import { optionName } from './checks.js';

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
  return chosenMachine(options, optionName);
}
