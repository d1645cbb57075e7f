/** `octile import <format>`: a trace of what was made elsewhere. */
import { commandGroup } from '../group.js';
import { importSafetensorsCommand } from './safetensors.js';

export const importCommands = commandGroup('import', 'a trace of what was made elsewhere', [importSafetensorsCommand]);
