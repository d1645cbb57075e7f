/** The error of a product as tables for people: units beside each other, then against the length of the sums. */

import type { ErrorStatistics } from '../../records/trace/errors.js';
import { textTable } from '../../reports/export/text-table.js';
import type { ProductError } from '../../sim/arithmetic/product-error.js';
import type { OperandError } from '../../stages/product.js';

/** dB are signal to noise against float64; ulp are units of the last place of the accumulator's format. */
export function errorText({ scaleExponents, units }: OperandError): string {
  const [left, right] = scaleExponents;
  const after = units.filter(({ scaleAfter }) => scaleAfter !== 0);
  return [
    `Error against float64; operands cast as code × 2^${left} and code × 2^${right}.`,
    ...after.map(
      ({ unit, scaleAfter }) => `${unit} does not reach that scale: its results are multiplied by 2^${scaleAfter}.`,
    ),
    wholeTable(units),
    'Signal to noise (dB) of sums of the first k terms: casting the operands, then each unit’s accumulation.',
    lengthTable(units),
  ].join('\n\n');
}

function wholeTable(units: OperandError['units']): string {
  const head = [
    'unit',
    'into',
    'operands (dB)',
    'accumulation (dB)',
    'total (dB)',
    'largest (ulp)',
    'bias (of rms)',
    'not finite',
  ];
  const rows = units.map(({ unit, accumulator, byK }) => {
    const { operands, accumulation, total, notFinite } = byK.at(-1) as ProductError;
    return [
      unit,
      accumulator,
      decibels(operands),
      decibels(accumulation),
      decibels(total),
      judged(accumulation, ({ maxUlp }) => maxUlp.toFixed(1)),
      judged(accumulation, ({ bias }) => bias.toExponential(1)),
      String(notFinite),
    ];
  });
  return textTable(head, rows);
}

function lengthTable(units: OperandError['units']): string {
  const lengths = units[0]?.byK ?? [];
  const rows = lengths.map(({ k, operands }, i) => [
    String(k),
    decibels(operands),
    ...units.map(({ byK }) => decibels((byK[i] as ProductError).accumulation)),
  ]);
  return textTable(['k', 'operands', ...units.map(({ unit }) => unit)], rows);
}

/** What stands in place of decibels that there are none of. */
const NO_DECIBELS = { noisy: '', exact: 'exact', 'no-signal': 'no signal', 'no-output': '–' } as const;

function decibels({ kind, snrDb }: ErrorStatistics): string {
  return snrDb === null ? NO_DECIBELS[kind] : snrDb.toFixed(1);
}

function judged(statistics: ErrorStatistics, text: (of: ErrorStatistics) => string): string {
  return statistics.kind === 'no-output' ? NO_DECIBELS['no-output'] : text(statistics);
}
