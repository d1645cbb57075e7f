/**
 * A finding: a condition on a row and its baseline, and the sentence that is printed where it holds. The condition
 * returns the facts that the sentence tells, or nothing.
 */
import type { ReportInput } from '../input.js';

/** A row beside the one that it is compared with. */
export interface ComparedRuns {
  readonly input: ReportInput;
  readonly base: ReportInput;
}

/** The sentence, or none where the condition does not hold. */
export type Finding = (runs: ComparedRuns) => string | undefined;

export function finding<Facts>(
  condition: (runs: ComparedRuns) => Facts | undefined,
  sentence: (facts: Facts, runs: ComparedRuns) => string,
): Finding {
  return (runs) => {
    const facts = condition(runs);
    return facts === undefined ? undefined : sentence(facts, runs);
  };
}
