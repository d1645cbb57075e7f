/** Texts that a record holds only up to a length. */

/** As long as names of records may be. */
const LONGEST_NAME = 200;

/** The text, or its beginning and a sign that it goes on. */
export function shortened(text: string, most = LONGEST_NAME): string {
  const signs = [...text];
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`;
}
