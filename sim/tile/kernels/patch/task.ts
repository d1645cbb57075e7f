/** Words of a table rewritten, as a record. */

/** Words of a table rewritten; a word is the machine's. */
export interface PatchTask {
  readonly kind: 'patch';
  readonly words: number;
}
