/** Numbers of a record that follow from its others: sums, ratios. Equal to the rounding of their additions. */
import { InputError } from '../models/input-error.js';

/** Relative: float64 sums of a million terms are far closer. */
const TOLERANCE = 1e-9;

/** @throws InputError naming `where` for a number that is not what follows from the others */
export function checkNumber(where: string, expected: number, got: number): void {
  if (Math.abs(got - expected) <= TOLERANCE * Math.abs(expected)) return;
  throw new InputError(where, `${expected}, which follows from the rest of the record`, String(got));
}

export function sumOf<Part>(parts: readonly Part[], value: (part: Part) => number): number {
  return parts.reduce((sum, part) => sum + value(part), 0);
}

/** Every number of `totals` is the sum of those of the same name. @throws InputError naming the field */
export function checkSums(
  where: string,
  parts: readonly Readonly<Record<string, number>>[],
  totals: Readonly<Record<string, number>>,
): void {
  for (const [name, total] of Object.entries(totals)) {
    checkNumber(
      `${where}.${name}`,
      sumOf(parts, (part) => part[name] ?? 0),
      total,
    );
  }
}
