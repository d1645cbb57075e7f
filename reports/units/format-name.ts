/** A format's short name, where it has one: `f143`. */
import { FORMAT_ALIASES } from '../../models/formats/catalogue.js';

export function shortName(format: string): string {
  return Object.keys(FORMAT_ALIASES).find((alias) => FORMAT_ALIASES[alias] === format) ?? format;
}
