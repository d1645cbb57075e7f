/** `octile trace <action>`: a folder of a trace, looked at. */
import { commandGroup } from '../group.js';
import { errorsCommand } from './errors.js';
import { verifyCommand } from './verify.js';

export const traceCommands = commandGroup('trace', 'a trace, looked at', [verifyCommand, errorsCommand]);
