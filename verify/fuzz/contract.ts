/**
 * What every reader owes, whatever it is given: a refusal in one sentence of one line, in our words, without a character
 * that a terminal would obey; or a result that is finite, not negative, and readable by the next stage.
 */
import { InputError } from '../../models/input-error.js';
import { PLAIN_TEXT } from '../../models/plain-text.js';

export type Outcome = 'taken' | 'refused' | { readonly fault: string };

/** Longest sentence: a list of all that there is may stand in it. */
const MOST_SENTENCE = 20_000;
/** Words that only parsers, checkers and the language itself use. */
const FOREIGN = /\[object|Invalid input|Too (small|big)|Unexpected (token|end)|at position \d|undefined|zod|YAMLParse/;

export async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    await work();
    return 'taken';
  } catch (error) {
    if (!(error instanceof InputError))
      return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    return sentenceFault(error.message) ?? 'refused';
  }
}

/** What is wrong with a refusal; undefined where nothing is. */
export function sentenceFault(sentence: string): { readonly fault: string } | undefined {
  if (!/: expected .+, got .+/u.test(sentence)) return { fault: `no sentence: ${sentence}` };
  if (!PLAIN_TEXT.test(sentence)) return { fault: `not one plain line: ${JSON.stringify(sentence)}` };
  if (FOREIGN.test(sentence)) return { fault: `words of a library: ${sentence}` };
  return sentence.length > MOST_SENTENCE ? { fault: `a sentence of ${sentence.length} characters` } : undefined;
}

/** @throws RangeError naming the first number that is not finite or below zero */
export function checkAmounts(value: unknown, path = 'result'): void {
  if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) throw new RangeError(`${path} is ${value}`);
  if (value === null || typeof value !== 'object') return;
  for (const [key, entry] of Object.entries(value)) checkAmounts(entry, `${path}.${key}`);
}
