/** `octile sweep <action>`: many trainings from one plan. */
import { commandGroup } from '../group.js';
import { sweepCheckCommand } from './check.js';
import { sweepExportCommand } from './export.js';
import { sweepRunCommand } from './run.js';
import { sweepStatusCommand } from './status.js';

export const sweepCommands = commandGroup('sweep', 'many trainings from one plan, resumed where they stopped', [
  sweepCheckCommand,
  sweepRunCommand,
  sweepStatusCommand,
  sweepExportCommand,
]);
