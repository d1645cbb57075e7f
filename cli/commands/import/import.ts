/**
 * `octile import <format>`: a trace of what was made elsewhere. A group: each format is a command of its own in a file
 * beside this one, listed in IMPORT_ACTIONS (as commands/hardware/hardware.ts says).
 */
import type { CommandModule } from 'yargs';
import type { Command } from '../../command.js';
import { importSafetensorsCommand } from './safetensors.js';

export const IMPORT_ACTIONS = [importSafetensorsCommand] as unknown as readonly CommandModule[];

export const importCommand: Command<object> = {
  command: 'import',
  describe: 'a trace of what was made elsewhere: safetensors',
  builder: (yargs) => {
    for (const action of IMPORT_ACTIONS) yargs.command(action);
    return yargs.demandCommand(1).usage('$0 import <format> [options]');
  },
  handler: () => {},
};
