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
import { formatsCommand } from './formats.js';
import { gemmCommand } from './gemm.js';
import { machinesCommand } from './machines.js';
import { networksCommand } from './networks.js';
import { planCommand } from './plan.js';
import { priceCommand } from './price.js';
import { reportCommand } from './report.js';
import { schemasCommand } from './schemas.js';
import { simulateCommand } from './simulate.js';
import { technologiesCommand } from './technologies.js';
import { trainCommand } from './train.js';
import { unitsCommand } from './units.js';
import { validateCommand } from './validate.js';

export const COMMANDS = [
  demoCommand,
  trainCommand,
  simulateCommand,
  priceCommand,
  reportCommand,
  planCommand,
  gemmCommand,
  compareCommand,
  exportCommand,
  formatsCommand,
  unitsCommand,
  machinesCommand,
  technologiesCommand,
  networksCommand,
  schemasCommand,
  convertCommand,
  dotCommand,
  validateCommand,
] as unknown as readonly CommandModule[];
