/**
 * `octile hardware <action>`: a unit as register-transfer code and as gates. A group: each action is a command of its
 * own, with its options, help and example, in a file beside this one. To add one: `cli/commands/hardware/ACTION.ts`
 * exports a `Command` whose form begins with the action's name (`verify`), takes the options of
 * `../../options/hardware-unit.js`, and does its work in `stages/hardware/ACTION.ts`, imported when it is called;
 * list it in HARDWARE_ACTIONS. `--help`, the reference in docs and the checks of options follow;
 * needs.ts names it as `hardware ACTION`.
 */
import type { CommandModule } from 'yargs';
import type { Command } from '../../command.js';
import { characteriseCommand } from './characterise.js';
import { emitCommand } from './emit.js';
import { macroModelCommand } from './macro-model.js';
import { synthesiseCommand } from './synthesise.js';
import { verifyCommand } from './verify.js';

/** In the order of the work. */
export const HARDWARE_ACTIONS = [
  emitCommand,
  synthesiseCommand,
  verifyCommand,
  characteriseCommand,
  macroModelCommand,
] as unknown as readonly CommandModule[];

export const hardwareCommand: Command<object> = {
  command: 'hardware',
  describe: 'a unit as register-transfer code and gates: emit, synthesise, verify, characterise, macro-model',
  builder: (yargs) => {
    for (const action of HARDWARE_ACTIONS) yargs.command(action);
    return yargs.demandCommand(1).usage('$0 hardware <action> [options]');
  },
  handler: () => {},
};
