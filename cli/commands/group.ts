/**
 * A command that is a group of actions: `octile hardware emit`. Each action is a command of its own, with its options, help
 * and example. To add one: `cli/commands/GROUP/ACTION.ts` exports a `Command` whose form begins with the action's name
 * (`verify`) and which imports what does its work when it is called; list it in its group. `--help`, the reference in
 * docs and the checks of options follow; needs.ts names it as `GROUP ACTION`.
 */
import type { CommandModule } from 'yargs';

export interface CommandGroup extends CommandModule {
  readonly actions: readonly CommandModule[];
}

/** @param describe what the group is about; its actions are named behind it @param actions in the order of the work */
export function commandGroup(command: string, describe: string, actions: readonly unknown[]): CommandGroup {
  const modules = actions as readonly CommandModule[];
  return {
    command,
    describe: `${describe}: ${modules.map(actionName).join(', ')}`,
    builder: (yargs) => {
      for (const action of modules) yargs.command(action);
      return yargs.demandCommand(1).usage(`$0 ${command} <action> [options]`);
    },
    handler: () => {},
    actions: modules,
  };
}

/** Of a command's form, the first word. */
export function actionName({ command }: CommandModule): string {
  return String(command).split(' ', 1)[0] as string;
}
