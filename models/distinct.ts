/** Lists in which a value stands once: the same machine or unit twice would be told twice. */
import { InputError, shown } from './input-error.js';

/** Values that each stand once. @throws InputError naming `where` */
export function distinct<T>(where: string, values: readonly T[]): readonly T[] {
  const again = values.find((value, i) => values.indexOf(value) !== i);
  if (again === undefined) return values;
  throw new InputError(where, 'each value once', `${shown(again)} twice`);
}
