/** A label as a part of a file name, and of the id of a chart or table. */
import { sha256 } from '../../records/json.js';

/** An id has a word before it, and at most 60 signs. */
const LONGEST = 40;
const DIGEST_SIGNS = 8;

/** Letters, digits and hyphens; where they are too many, the first and a digest of the label. */
export function slug(label: string): string {
  const plain = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (plain === '') return 'run';
  if (plain.length <= LONGEST) return plain;
  return `${plain.slice(0, LONGEST - DIGEST_SIGNS - 1)}-${sha256(label).slice(0, DIGEST_SIGNS)}`;
}
