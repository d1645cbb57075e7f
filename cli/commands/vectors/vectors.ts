/** `octile vectors <action>`: test vectors for a unit, and what a device makes of them. A group, as hardware.ts is. */
import type { CommandModule } from 'yargs';
import type { Command } from '../../command.js';
import { checkCommand } from './check.js';
import { curveCommand } from './curve.js';
import { generateCommand } from './generate.js';

/** In the order of the work. */
export const VECTORS_ACTIONS = [generateCommand, checkCommand, curveCommand] as unknown as readonly CommandModule[];

export const vectorsCommand: Command<object> = {
  command: 'vectors',
  describe: 'test vectors that find faults of a dot-product unit: generate, check, curve',
  builder: (yargs) => {
    for (const action of VECTORS_ACTIONS) yargs.command(action);
    return yargs.demandCommand(1).usage('$0 vectors <action> [options]');
  },
  handler: () => {},
};
