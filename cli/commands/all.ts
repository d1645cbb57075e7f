/**
 * Every command, in the order in which --help lists them. What a command needs for its work beyond its
 * options it imports when it is called, so that a stream does not wait for the drawing of charts.
 */
import type { CommandModule } from 'yargs';
import { compareCommand } from './compare.js';
import { convertCommand } from './convert.js';
import { demoCommand } from './demo.js';
import { dotCommand } from './dot.js';
import { exportCommand } from './export.js';
import { fingerprintCommand } from './fingerprint.js';
import { formatsCommand } from './formats.js';
import { gemmCommand } from './gemm.js';
import { actionName, type CommandGroup } from './group.js';
import { hardwareCommands } from './hardware/hardware.js';
import { importCommands } from './import/import.js';
import { machinesCommand } from './machines.js';
import { networksCommand } from './networks.js';
import { paperCommand } from './paper.js';
import { planCommand } from './plan.js';
import { priceCommand } from './price.js';
import { recipesCommand } from './recipes.js';
import { reportCommand } from './report.js';
import { schemasCommand } from './schemas.js';
import { simulateCommand } from './simulate.js';
import { sweepCommands } from './sweep/sweep.js';
import { technologiesCommand } from './technologies.js';
import { traceCommands } from './trace/trace.js';
import { trainCommand } from './train.js';
import { unitsCommand } from './units.js';
import { validateCommand } from './validate.js';
import { vectorsCommands } from './vectors/vectors.js';

export const COMMANDS = [
  demoCommand,
  trainCommand,
  traceCommands,
  importCommands,
  simulateCommand,
  priceCommand,
  reportCommand,
  planCommand,
  gemmCommand,
  compareCommand,
  sweepCommands,
  paperCommand,
  exportCommand,
  formatsCommand,
  unitsCommand,
  machinesCommand,
  technologiesCommand,
  networksCommand,
  recipesCommand,
  schemasCommand,
  convertCommand,
  dotCommand,
  validateCommand,
  hardwareCommands,
  vectorsCommands,
  fingerprintCommand,
] as unknown as readonly CommandModule[];

const GROUPS: readonly CommandGroup[] = [
  traceCommands,
  importCommands,
  sweepCommands,
  hardwareCommands,
  vectorsCommands,
];

/** A command as it is typed, and with its arguments. */
export interface CommandForm {
  readonly name: string;
  readonly form: string;
}

/** Every command; of a group its actions: `hardware emit`. */
export const COMMAND_FORMS: readonly CommandForm[] = COMMANDS.flatMap((command) => {
  const own = formOf(command);
  const group = groupNamed(own.name);
  if (group === undefined) return [own];
  return group.actions.map((action) => {
    const { name, form } = formOf(action);
    return { name: `${own.name} ${name}`, form: `${own.name} ${form}` };
  });
});

/** The command that words call; of a group without one of its actions the group, with the names of these. */
export function commandForm([first = '', second = '']: readonly string[]): (CommandForm & GroupForm) | undefined {
  const group = groupNamed(first);
  const typed = group === undefined ? first : `${first} ${second}`;
  const found = COMMAND_FORMS.find(({ name }) => name === typed);
  if (found !== undefined || group === undefined) return found;
  return { name: first, form: `${first} <action> [options]`, actions: group.actions.map(actionName) };
}

interface GroupForm {
  readonly actions?: readonly string[];
}

function groupNamed(name: string): CommandGroup | undefined {
  return GROUPS.find((group) => actionName(group) === name);
}

function formOf(command: CommandModule): CommandForm {
  return { name: actionName(command), form: String(command.command) };
}
