/**
 * Wrong use or bad input: the one error that the command line prints as a single sentence with exit
 * code 2. Every other error is a fault of the program. It stands here because models/ is the only
 * folder that all others may import.
 */
export class InputError extends Error {
  override readonly name = 'InputError';

  /**
   * @param where file and line, or option: `ops.jsonl line 12`, `--format`
   * @param expected what was expected there
   * @param got what stood there
   * @param remedy what to do, where the first two do not already say it
   */
  constructor(
    readonly where: string,
    readonly expected: string,
    readonly got: string,
    readonly remedy?: string,
  ) {
    super(`${where}: expected ${expected}, got ${got}${remedy === undefined ? '' : `; ${remedy}`}`);
  }
}

/** A value as it is shown in an error: quoted, on one line, at most 60 characters. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
