/** Every energy table, by name. */
import { named } from '../named.js';
import { gatesAsap7 } from './gates-asap7.js';
import { published7nm } from './published-7nm.js';
import type { Technology } from './technology.js';

export const TECHNOLOGIES: readonly Technology[] = [gatesAsap7, published7nm];

/**
 * @param where what an error names
 * @param orElse what may stand there instead of a name
 */
export function technology(name: string, where: string, orElse?: string): Technology {
  return named(TECHNOLOGIES, name, 'a technology', where, orElse);
}
