/** Every energy table, by name. */
import { published7nm } from './published-7nm.js';
import { findTechnology, type Technology } from './technology.js';

export const TECHNOLOGIES: readonly Technology[] = [published7nm];

/** @param where what an error names */
export function technology(name: string, where: string): Technology {
  return findTechnology(TECHNOLOGIES, name, where);
}
