/** `octile sweep <action>`: many trainings from one plan. A group, as `octile hardware` is: a file an action. */
import type { CommandModule } from 'yargs';
import type { Command } from '../../command.js';
import { sweepCheckCommand } from './check.js';
import { sweepExportCommand } from './export.js';
import { sweepRunCommand } from './run.js';
import { sweepStatusCommand } from './status.js';

/** In the order of the work. */
export const SWEEP_ACTIONS = [
  sweepCheckCommand,
  sweepRunCommand,
  sweepStatusCommand,
  sweepExportCommand,
] as unknown as readonly CommandModule[];

export const sweepCommand: Command<object> = {
  command: 'sweep',
  describe: 'many trainings from one plan, resumed where they stopped: check, run, status, export',
  builder: (yargs) => {
    for (const action of SWEEP_ACTIONS) yargs.command(action);
    return yargs.demandCommand(1).usage('$0 sweep <action> [options]');
  },
  handler: () => {},
};
