/**
 * `octile trace <action>`: a folder of a trace, looked at. A group: each action is a command of its own in a file beside
 * this one, listed in TRACE_ACTIONS (as commands/hardware/hardware.ts says).
 */
import type { CommandModule } from 'yargs';
import type { Command } from '../../command.js';
import { errorsCommand } from './errors.js';
import { verifyCommand } from './verify.js';

export const TRACE_ACTIONS = [verifyCommand, errorsCommand] as unknown as readonly CommandModule[];

export const traceCommand: Command<object> = {
  command: 'trace',
  describe: 'a trace, looked at: verify, errors',
  builder: (yargs) => {
    for (const action of TRACE_ACTIONS) yargs.command(action);
    return yargs.demandCommand(1).usage('$0 trace <action> [options]');
  },
  handler: () => {},
};
