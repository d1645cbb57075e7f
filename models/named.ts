/** Finding an entry of a list by its name. */
import { InputError, shown } from './input-error.js';

/**
 * @param what the entries are, with an article: `a machine`
 * @param where what an error names
 * @param orElse what may stand there instead of a name
 * @throws InputError with all names for a name outside the list
 */
export function named<Entry extends { readonly name: string }>(
  entries: readonly Entry[],
  name: string,
  what: string,
  where: string,
  orElse?: string,
): Entry {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const names = entries.map((entry) => entry.name).join(', ');
  throw new InputError(where, `${what} (${names})${orElse === undefined ? '' : ` or ${orElse}`}`, shown(name));
}
