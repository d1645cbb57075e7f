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
import { HARDWARE_ACTIONS, hardwareCommand } from './hardware/hardware.js';
import { IMPORT_ACTIONS, importCommand } from './import/import.js';
import { machinesCommand } from './machines.js';
import { networksCommand } from './networks.js';
import { paperCommand } from './paper.js';
import { planCommand } from './plan.js';
import { priceCommand } from './price.js';
import { recipesCommand } from './recipes.js';
import { reportCommand } from './report.js';
import { schemasCommand } from './schemas.js';
import { simulateCommand } from './simulate.js';
import { SWEEP_ACTIONS, sweepCommand } from './sweep/sweep.js';
import { technologiesCommand } from './technologies.js';
import { TRACE_ACTIONS, traceCommand } from './trace/trace.js';
import { trainCommand } from './train.js';
import { unitsCommand } from './units.js';
import { validateCommand } from './validate.js';
import { VECTORS_ACTIONS, vectorsCommand } from './vectors/vectors.js';

export const COMMANDS = [
  demoCommand,
  trainCommand,
  traceCommand,
  importCommand,
  simulateCommand,
  priceCommand,
  reportCommand,
  planCommand,
  gemmCommand,
  compareCommand,
  sweepCommand,
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
  hardwareCommand,
  vectorsCommand,
  fingerprintCommand,
] as unknown as readonly CommandModule[];

/** Commands that are a group of actions, each with options, help and example of its own. */
const GROUPS: Readonly<Record<string, readonly CommandModule[]>> = {
  hardware: HARDWARE_ACTIONS,
  trace: TRACE_ACTIONS,
  import: IMPORT_ACTIONS,
  vectors: VECTORS_ACTIONS,
  sweep: SWEEP_ACTIONS,
};

/** A command as it is typed, and with its arguments. */
export interface CommandForm {
  readonly name: string;
  readonly form: string;
}

/** Every command; of a group its actions: `hardware emit`. */
export const COMMAND_FORMS: readonly CommandForm[] = COMMANDS.flatMap(({ command }) => {
  const own = formOf(command);
  const actions = GROUPS[own.name];
  if (actions === undefined) return [own];
  return actions.map((action) => {
    const { name, form } = formOf(action.command);
    return { name: `${own.name} ${name}`, form: `${own.name} ${form}` };
  });
});

/** The command that words call; of a group without one of its actions the group, with the names of these. */
export function commandForm([first = '', second = '']: readonly string[]): (CommandForm & GroupForm) | undefined {
  const actions = Object.hasOwn(GROUPS, first) ? GROUPS[first] : undefined;
  const typed = actions === undefined ? first : `${first} ${second}`;
  const found = COMMAND_FORMS.find(({ name }) => name === typed);
  if (found !== undefined || actions === undefined) return found;
  const names = actions.map(({ command }) => formOf(command).name);
  return { name: first, form: `${first} <action> [options]`, actions: names };
}

interface GroupForm {
  readonly actions?: readonly string[];
}

function formOf(command: CommandModule['command']): CommandForm {
  const form = String(command);
  return { name: form.split(' ', 1)[0] as string, form };
}
