/** What every command of the command line shares: its form, how it ends, where results go. */
import type { CommandModule } from 'yargs';

/** Exit codes: done, failed, wrong use or bad input. */
export const EXIT = { done: 0, failed: 1, wrongUse: 2 } as const;

/** What was asked for was checked and did not hold: one sentence, exit code `failed`. */
export class FailedCheck extends Error {
  override readonly name = 'FailedCheck';
}

export type Command<Options> = CommandModule<object, Options>;

/** Standard output, for results. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
