/** Every command, in the order in which --help lists them. */
import type { CommandModule } from 'yargs';
import { convertCommand } from './convert.js';
import { dotCommand } from './dot.js';
import { formatsCommand } from './formats.js';
import { technologiesCommand } from './technologies.js';
import { unitsCommand } from './units.js';

export const COMMANDS = [
  formatsCommand,
  unitsCommand,
  technologiesCommand,
  convertCommand,
  dotCommand,
] as unknown as readonly CommandModule[];
