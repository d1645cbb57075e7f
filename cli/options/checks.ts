/** Checks of options: those of models/input-checks.ts, naming the option. */
import * as checks from '../../models/input-checks.js';

/** Largest batch of a step. */
export const MOST_BATCH = 4096;

/** An option as it is typed, and as errors name it. */
export const optionName: checks.Where = (option) => `--${option}`;

/** A whole number within limits. @throws InputError naming the option */
export function wholeNumber(option: string, value: unknown, least: number, most: number): number {
  return checks.wholeNumber(optionName(option), value, least, most);
}

/** Longest sequence of tokens. */
const MOST_SEQUENCE = 2 ** 20;

/** Tokens of an example; undefined where nothing is said. @throws InputError for a number out of range */
export function sequenceOf(value: unknown): number | undefined {
  return value === undefined ? undefined : wholeNumber('sequence', value, 1, MOST_SEQUENCE);
}

/** A finite number within limits. @throws InputError naming the option */
export function realNumber(option: string, value: unknown, least: number, most: number): number {
  return checks.realNumber(optionName(option), value, least, most);
}

/** One of a closed set. @throws InputError naming the option */
export function oneOf<T extends string>(option: string, allowed: readonly T[], value: unknown): T {
  return checks.oneOf(optionName(option), allowed, value);
}
