/** The error split of a trace as tables for people, one a captured step. */
import type { ErrorOfProduct, ErrorStatistics, ErrorsRecord } from '../../records/trace/errors.js';
import { lostPercent, snrCell } from '../../reports/compose/errors.js';
import { textTable } from '../../reports/export/text-table.js';
import { shortName } from '../../reports/units/format-name.js';

const COLUMNS: readonly (readonly [string, (product: ErrorOfProduct) => string])[] = [
  ['layer', ({ layer }) => layer],
  ['product', ({ product }) => product],
  [
    'formats',
    ({ operands, into }) => `${operands.map(({ format }) => shortName(format)).join(' × ')} → ${shortName(into)}`,
  ],
  ['k', ({ k }) => String(k)],
  ['casting (dB)', ({ quantisation }) => decibels(quantisation)],
  ['accumulation (dB)', ({ accumulation }) => decibels(accumulation)],
  ['largest (ulp)', ({ accumulation }) => accumulation.maxUlp.toFixed(1)],
  ['both (dB)', ({ total }) => decibels(total)],
  ['cosine', ({ cosine }) => (cosine === null ? '–' : cosine.toFixed(5))],
  ['result cast (dB)', ({ resultCast }) => (resultCast === undefined ? '–' : decibels(resultCast))],
  ['underflow (%)', (product) => percent(lostPercent(product, 'underflow'))],
  ['saturated (%)', (product) => percent(lostPercent(product, 'saturated'))],
];

export function errorTables({ products, sampling }: ErrorsRecord): string {
  const steps = [...new Set(products.map(({ step }) => step))];
  const tables = steps.map((step) => {
    const rows = products.filter((product) => product.step === step);
    const table = textTable(
      COLUMNS.map(([heading]) => heading),
      rows.map((product) => COLUMNS.map(([, cell]) => cell(product))),
    );
    return steps.length === 1 ? table : `step ${step}\n${table}`;
  });
  return [...tables, `Signal to noise against float64, on ${sampling.rule}.`, ...leftOut(products)].join('\n\n');
}

/** What no column counts: results that have no error. */
function leftOut(products: ErrorsRecord['products']): string[] {
  const lines = products
    .filter(({ notFinite }) => notFinite > 0)
    .map(
      ({ step, layer, product, notFinite, judged }) =>
        `${layer} ${product}, step ${step}: ${notFinite} of ${judged} results are not finite, and in none of these numbers.`,
    );
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function decibels(statistics: ErrorStatistics): string {
  const cell = snrCell(statistics);
  return typeof cell === 'number' ? cell.toFixed(1) : cell;
}

function percent(share: number | null): string {
  return share === null ? '–' : share.toFixed(2);
}
