/** Every tiled machine, by name. */
import { InputError, shown } from '../input-error.js';
import { ipu21 } from './ipu21.js';
import type { TileMachine } from './machine.js';

export const MACHINES: readonly TileMachine[] = [ipu21];

/**
 * @param where what an error names
 * @throws InputError for a name outside the list
 */
export function machine(name: string, where: string): TileMachine {
  const found = MACHINES.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  const names = MACHINES.map((candidate) => candidate.name).join(', ');
  throw new InputError(where, `a machine (${names})`, shown(name));
}
