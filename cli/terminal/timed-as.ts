/** What a product of a format that the machine does not multiply is timed as, in words. */
import { shortName } from '../../reports/units/format-name.js';

/** @param own the machine's format (models/machines/stand-in.ts); no sentence where the format is its own */
export function timedAsText(format: string, machine: string, own: string | undefined): string[] {
  if (own === undefined) return [];
  return [`${format} is no format of ${machine}: it is timed and priced as ${shortName(own)}.`];
}
