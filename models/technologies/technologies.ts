/** Every energy table, by name. */
import { named } from '../named.js';
import { published7nm } from './published-7nm.js';
import type { Technology } from './technology.js';

export const TECHNOLOGIES: readonly Technology[] = [published7nm];

/**
 * @param where what an error names
 * @param orElse what may stand there instead of a name
 */
export function technology(name: string, where: string, orElse?: string): Technology {
  return named(TECHNOLOGIES, name, 'a technology', where, orElse);
}
