/** Finding an entry of a list by its name. */
import { InputError, shown } from './input-error.js';

/**
 * @param what the entries are, with an article: `a machine`
 * @param where what an error names
 * @throws InputError with all names for a name outside the list
 */
export function named<Entry extends { readonly name: string }>(
  entries: readonly Entry[],
  name: string,
  what: string,
  where: string,
): Entry {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  throw new InputError(where, `${what} (${entries.map((entry) => entry.name).join(', ')})`, shown(name));
}
