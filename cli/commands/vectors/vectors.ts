/** `octile vectors <action>`: test vectors for a unit, and what a device makes of them. */
import { commandGroup } from '../group.js';
import { checkCommand } from './check.js';
import { curveCommand } from './curve.js';
import { generateCommand } from './generate.js';

export const vectorsCommands = commandGroup('vectors', 'test vectors that find faults of a dot-product unit', [
  generateCommand,
  checkCommand,
  curveCommand,
]);
