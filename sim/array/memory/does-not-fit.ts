/** The refusal of an op that needs more bytes than a tile has, with the number that a remedy is computed from. */
import { InputError } from '../../../models/input-error.js';

export class DoesNotFit extends InputError {
  /** @param bytes that the op needs on its fullest tile @param tableBytes of them, of the exchange's programs */
  constructor(
    where: string,
    expected: string,
    got: string,
    readonly bytes: number,
    readonly tableBytes = 0,
  ) {
    super(where, expected, got, 'use a smaller batch or more tiles');
  }
}
