/** The kill curve as tables for a terminal. */
import type { KillCurve } from '../../records/kill-curve.js';
import { textTable } from '../../reports/export/text-table.js';
import { counted, wholeNumber } from '../../reports/units/number.js';

export function killsText({ units, rows, seed }: KillCurve): string {
  const table = textTable(
    ['unit', 'operands', 'mutants', 'the unit itself', 'told apart', 'left', 'rows for half', 'for 9 of 10', 'for all'],
    units.map(({ unit, operands, mutants, equivalent, killed, alive, rowsFor }) => [
      unit,
      operands,
      ...[mutants, equivalent.length, killed, alive.length, rowsFor.half, rowsFor.nineTenths, rowsFor.all].map(
        wholeNumber,
      ),
    ]),
  );
  const left = units.flatMap(({ unit, operands, alive }) =>
    alive.map((name) => `left of ${unit} ${operands}: as if ${name}`),
  );
  return [
    table,
    ...(left.length === 0 ? [] : [left.join('\n')]),
    kindsText({ units }),
    reasonsText({ units }),
    `${wholeNumber(rows)} rows of level 2, seed ${seed}.`,
  ].join('\n\n');
}

/** Over all units. */
function kindsText({ units }: Pick<KillCurve, 'units'>): string {
  const kinds = [...new Set(units.flatMap((unit) => unit.kinds.map(({ kind }) => kind)))];
  const rows = kinds.map((kind) => {
    const own = units.flatMap((unit) => unit.kinds.filter((other) => other.kind === kind));
    const shares = own.map(({ middleShare }) => middleShare).sort((one, other) => one - other);
    const last = own
      .map(({ lastRow }) => lastRow)
      .reduce((most, row) => (most === null || row === null ? null : Math.max(most, row)), 0);
    return [
      kind,
      wholeNumber(own.reduce((total, { mutants }) => total + mutants, 0)),
      last === null ? 'not all' : wholeNumber(last),
      `${(100 * (shares[Math.floor(shares.length / 2)] ?? 0)).toFixed(1)} %`,
    ];
  });
  return textTable(['kind of fault', 'mutants', 'rows for all, at most', 'rows that tell one apart'], rows);
}

/** Why mutants are the unit itself. */
function reasonsText({ units }: Pick<KillCurve, 'units'>): string {
  const reasons = new Map<string, number>();
  for (const { because } of units.flatMap(({ equivalent }) => equivalent))
    reasons.set(because, (reasons.get(because) ?? 0) + 1);
  const lines = [...reasons].map(([because, count]) => `- ${counted(count, 'mutant')}: ${because}`);
  return ['Mutants that no row can tell apart:', ...lines].join('\n');
}
