/** Fields of settings by path: `recipe.roles.dx.format`. Settings are plain JSON and are never changed in place. */
import { InputError, shown } from '../../models/input-error.js';
import type { Json } from '../../records/json.js';

export type Settings = { readonly [field: string]: Json | undefined };

/**
 * The settings with one field set; objects between are made where nothing stands.
 * @param where what an error names
 * @throws InputError where the path goes through something that has no fields
 */
export function withField(settings: Settings, path: string, value: Json, where: string): Settings {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...settings, [first]: value };
  const inner = settings[first] ?? {};
  if (!isObject(inner)) {
    const remedy = `write out ${first} in base, or set all of it`;
    throw new InputError(where, `${first} with fields, to set ${path}`, shown(inner), remedy);
  }
  return { ...settings, [first]: withField(inner, rest.join('.'), value, where) };
}

/** Of two settings the second's fields before the first's; objects in them field by field. */
export function merged(settings: Settings, over: Settings): Settings {
  const entries = Object.entries(over).map(([field, value]) => {
    const own = settings[field];
    return [field, isObject(own) && isObject(value) ? merged(own, value) : value];
  });
  return { ...settings, ...Object.fromEntries(entries) };
}

function isObject(value: Json | undefined): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
