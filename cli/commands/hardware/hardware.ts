/** `octile hardware <action>`: a unit as register-transfer code and as gates. */
import { commandGroup } from '../group.js';
import { characteriseCommand } from './characterise.js';
import { costCommand } from './cost.js';
import { emitCommand } from './emit.js';
import { macroModelCommand } from './macro-model.js';
import { synthesiseCommand } from './synthesise.js';
import { verifyCommand } from './verify.js';

export const hardwareCommands = commandGroup('hardware', 'a unit as register-transfer code and gates', [
  emitCommand,
  synthesiseCommand,
  verifyCommand,
  characteriseCommand,
  macroModelCommand,
  costCommand,
]);
