/**
 * Each case with constants calibrated without it. Constants enter cycles linearly, so for a case that some
 * fields of the machine were fitted to, the same fields are fitted to their other cases (least squares of
 * relative errors, the smallest change that does it) and the change carried over to the case.
 * Where the others do not determine what the case needs, nothing is changed and the case says so: its
 * error is no independent check; nor is that of a case which a fraction (an efficiency) was fitted to.
 */
import { withFields } from '../../models/machines/fields.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import type { CaseCheck } from '../../records/validation.js';

/** A case, and its cycles on any machine; null where it cannot be simulated. */
export interface FittedCase {
  readonly name: string;
  readonly measuredCycles: number;
  readonly cyclesOn: (machine: TileMachine) => number | null;
}

export interface LeftOut {
  readonly cycles: number;
  readonly check: CaseCheck;
  /** Absent where no constant was fitted to the case. */
  readonly reason?: string;
}

/** @param cases all cases of the file, by name; one that is not there cannot calibrate */
export function leaveOneOut(left: FittedCase, cases: ReadonlyMap<string, FittedCase>, machine: TileMachine): LeftOut {
  const cycles = left.cyclesOn(machine) ?? 0;
  const fitted = Object.entries(machine.calibratedOn).filter(([, names]) => names.includes(left.name));
  const fractions = fitted.map(([path]) => path).filter((path) => !Number.isInteger(numberAt(machine, path)));
  if (fractions.length > 0) return { cycles, check: 'dependent', reason: notFittedAgain(fractions) };
  const slopes = fitted.map(([path]) => slope(left, path, machine));
  const fields = fitted.filter((_, index) => slopes[index] !== 0);
  if (fields.length === 0) return { cycles, check: 'unfitted' };
  const paths = fields.map(([path]) => path);
  const others = [...new Set(fields.flatMap(([, names]) => names))]
    .filter((name) => name !== left.name)
    .flatMap((name) => cases.get(name) ?? [])
    .filter((other) => other.cyclesOn(machine) !== null);
  const change = predictedChange(left, others, paths, machine);
  if (change === undefined) return { cycles, check: 'dependent', reason: undetermined(paths, others) };
  const names = others.map(({ name }) => name).join(', ');
  const reason = `${paths.join(', ')} calibrated on ${names} alone`;
  return { cycles: Math.round(cycles + change), check: 'recalibrated', reason };
}

function notFittedAgain(fractions: readonly string[]): string {
  return `${fractions.join(', ')}: calibrated on this case among others, not again without it, so not an independent check`;
}

function undetermined(paths: readonly string[], others: readonly FittedCase[]): string {
  const fields = paths.join(', ');
  if (others.length === 0) return `${fields}: calibrated on this case only, so not an independent check`;
  const names = others.map(({ name }) => name).join(', ');
  return `${fields}: ${names} alone do not determine them, so not an independent check`;
}

/** Cycles that one more of a field adds. */
function slope({ cyclesOn }: FittedCase, path: string, machine: TileMachine): number {
  const more = withFields(machine, { [path]: numberAt(machine, path) + 1 }, 'leave-one-out');
  return (cyclesOn(more) ?? 0) - (cyclesOn(machine) ?? 0);
}

function numberAt(machine: TileMachine, path: string): number {
  let at: unknown = machine;
  for (const key of path.split('.')) at = (at as Readonly<Record<string, unknown>>)[key];
  return Number(at);
}

/** What fitting `paths` to the other cases changes in the left-out one; undefined where they do not say. */
function predictedChange(
  left: FittedCase,
  others: readonly FittedCase[],
  paths: readonly string[],
  machine: TileMachine,
): number | undefined {
  const row = (one: FittedCase) => paths.map((path) => slope(one, path, machine) / one.measuredCycles);
  const rows = others.map(row);
  const residuals = others.map((other) => 1 - (other.cyclesOn(machine) ?? 0) / other.measuredCycles);
  const target = paths.map((path) => slope(left, path, machine));
  // target = Σ weights · rows, if the others span it; the change is then Σ weights · residuals.
  const weights = solve(
    rows.map((a) => rows.map((b) => dot(a, b))),
    rows.map((a) => dot(a, target)),
  );
  const reached = paths.map((_, index) =>
    weights.reduce((sum, weight, at) => sum + weight * (rows[at]?.[index] ?? 0), 0),
  );
  const missed = Math.max(0, ...target.map((value, index) => Math.abs(value - (reached[index] ?? 0))));
  if (missed > SPAN_TOLERANCE * Math.max(...target.map(Math.abs))) return undefined;
  return dot(weights, residuals);
}

/** Share of a slope that may be missed. */
const SPAN_TOLERANCE = 1e-6;
/** Share of the largest entry added to the diagonal: among cases that say the same, each counts. */
const RIDGE = 1e-9;

/** The solution of a symmetric positive semidefinite system; of many, the smallest. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const ridge = RIDGE * Math.max(0, ...matrix.flat());
  const rows = matrix.map((row, i) => [...row.map((value, j) => (i === j ? value + ridge : value)), right[i] ?? 0]);
  const last = rows.length;
  rows.forEach((pivot, column) => {
    for (const row of rows) {
      const factor = row === pivot ? 0 : (row[column] ?? 0) / (pivot[column] ?? 1);
      for (let k = column; k <= last; k++) row[k] = (row[k] ?? 0) - factor * (pivot[k] ?? 0);
    }
  });
  return rows.map((row, index) => (row[last] ?? 0) / (row[index] ?? 1));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
