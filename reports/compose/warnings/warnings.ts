/** What a reader must know before any number: each rule's sentences, with the rows that they hold for. */
import type { ReportInput } from '../input.js';
import { chipSizeWarnings } from './chip-size.js';
import { errorWarnings } from './errors.js';
import { machineChanges } from './machine-changes.js';
import { operandWarnings } from './operands.js';
import { powerCapWarnings } from './power-cap.js';
import { timedAsWarnings } from './timed-as.js';
import { trainingWarnings } from './training.js';

/** A rule: sentences that hold for a row, without its name. */
export type WarningRule = (input: ReportInput) => string[];

const RULES: readonly WarningRule[] = [
  trainingWarnings,
  errorWarnings,
  operandWarnings,
  timedAsWarnings,
  chipSizeWarnings,
  powerCapWarnings,
];

/** A sentence that holds for several rows is said once. */
export function warnings(inputs: readonly ReportInput[]): string[] {
  const labels = new Map<string, string[]>();
  for (const rule of [...RULES, machineChanges(inputs)]) {
    for (const input of inputs) {
      for (const sentence of rule(input)) labels.set(sentence, [...(labels.get(sentence) ?? []), input.label]);
    }
  }
  return [...labels].map(([sentence, of]) => `${of.join(', ')}: ${sentence}`);
}
