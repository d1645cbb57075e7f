/**
 * Text as a terminal can be given it: one line, nothing that moves the cursor, changes colours or turns the direction
 * of reading. Left out: characters that look alike, marks that combine.
 * Source: Unicode 16.0, general categories Cc, Cf (bidirectional and invisible formatting), Zl and Zp, and surrogates
 * that stand alone.
 */

/** Characters that are not given to a terminal, as the inside of a character class. */
const HIDDEN =
  '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\ud800-\\udfff';

/** Texts without such characters, for schemas. */
export const PLAIN_TEXT = new RegExp(`^[^${HIDDEN}]*$`, 'u');

const HIDDEN_CHARACTER = new RegExp(`[${HIDDEN}]`, 'gu');

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text with such characters spelled: \n, \u001b. */
export function escaped(text: string): string {
  return text.replace(HIDDEN_CHARACTER, (character) => SHORT[character] ?? spelled(character));
}

function spelled(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The beginning of a text, with dots where more of it follows. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 3)}...` : text;
}
