/** Words of a table rewritten, as a record. */

/** Words of 32 bits of a table rewritten. */
export interface PatchTask {
  readonly kind: 'patch';
  readonly words: number;
}
