/** Results as CSV, a line a point: where it stands, then what it gave. Left out: loss curves (JSON has them). */

import type { SweepResult, SweepResults } from '../../records/sweep-results.js';
import { ROLES } from '../../records/trace/tensor.js';
import type { Cell } from '../../reports/export/column.js';
import { csvText } from '../../reports/export/csv.js';

const CAST_COUNTS = ['elements', 'underflow', 'saturated', 'nan'] as const;

const OUTCOME = [
  ...['outcome', 'correct', 'total', 'accuracy (%)', 'test loss (nat)', 'final loss (nat)', 'steps'],
  ...['diverged at step', 'skipped steps', 'last loss scale (log2)'],
] as const;

export function resultsCsv({ axes, points }: SweepResults): string {
  const casts = castRoles(points).flatMap((role) => CAST_COUNTS.map((count) => `${role} ${count}`));
  const header = ['part', ...axes, 'seed', ...OUTCOME, ...casts, 'reason', 'hash'];
  const roles = castRoles(points);
  return csvText([header, ...points.map((point) => cellsOf(point, axes, roles))]);
}

function castRoles(points: readonly SweepResult[]): (typeof ROLES)[number][] {
  const met = new Set(
    points.flatMap(({ result }) => (result.kind === 'trained' ? result.casts : [])).map(({ role }) => role),
  );
  return ROLES.filter((role) => met.has(role));
}

function cellsOf(
  { part, keys, seed, hash, result }: SweepResult,
  axes: readonly string[],
  roles: readonly string[],
): Cell[] {
  const place = [part, ...axes.map((axis) => keys[axis] ?? null), seed];
  const nothing = (cells: number) => Array<null>(cells).fill(null);
  if (result.kind === 'refused') {
    return [
      ...place,
      'refused',
      ...nothing(OUTCOME.length - 1 + roles.length * CAST_COUNTS.length),
      result.reason,
      hash,
    ];
  }
  const { evaluation, finalLoss, steps, divergedAtStep, skippedSteps, lastLossScaleExponent } = result;
  const outcome = [
    divergedAtStep === null ? 'trained' : 'diverged',
    ...[evaluation.correct, evaluation.total, (100 * evaluation.correct) / evaluation.total],
    ...[evaluation.loss, finalLoss, steps, divergedAtStep, skippedSteps, lastLossScaleExponent],
  ];
  const counts = roles.flatMap((role) => {
    const own = result.casts.filter((cast) => cast.role === role);
    return CAST_COUNTS.map((count) => own.reduce((sum, cast) => sum + cast[count], 0));
  });
  return [...place, ...outcome, ...counts, null, hash];
}
