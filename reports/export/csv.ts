/**
 * The numbers behind each chart and table as CSV, unscaled and unrounded, with units in the header.
 * Charts are long: one line a point, so that any number of series fits. Text that a spreadsheet would
 * run as a formula gets an apostrophe in front; numbers, also those that name a category, stand as numpy and R read
 * them. Control characters become spaces, so that a line is a record.
 * Source: RFC 4180 (quoting, CRLF); OWASP, "CSV Injection" (the leading characters).
 */
import type { Chart, Metric, ReportRecord, Table } from '../../records/report.js';
import { columnTitle } from '../units/axis.js';
import type { Cell } from './column.js';
import { withoutControls } from './escape.js';

const FORMULA_START = /^[=+\-@]/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Columns: series, category or x, y, low, high. */
export function chartCsv(chart: Chart): string {
  const { xAxis, yAxis } = chart;
  const y = columnTitle(yAxis.label, yAxis.unit);
  const ends = [`${yAxis.label} low`, `${yAxis.label} high`].map((label) => columnTitle(label, yAxis.unit));
  return csvText([
    ['series', columnTitle(xAxis.label, xAxis.unit), y, ...ends],
    ...chart.series.flatMap((_, s) => chartLines(chart, s)),
  ]);
}

export function tableCsv(table: Table): string {
  const headings = table.columns.map((column) => columnTitle(column.name, column.unit));
  return csvText([headings, ...table.rows]);
}

/**
 * One line a row and metric, and one more where it is compared with the baseline: label and keys, then value, range and
 * what it is, unit, basis, method and source.
 */
export function rowsCsv(report: ReportRecord): string {
  const keys = [...new Set(report.rows.flatMap((row) => Object.keys(row.keys)))].sort();
  const base = report.rows[report.baseline]?.label ?? '';
  const lines = report.rows.flatMap((row) => {
    const start = [row.label, ...keys.map((key) => row.keys[key] ?? null)];
    const told = (metrics: typeof row.metrics, against: string | null) =>
      Object.keys(metrics)
        .sort()
        .map((name) => [...start, name, against, ...metricCells(metrics[name] as Metric)]);
    return [...told(row.metrics, null), ...told(row.against, base)];
  });
  return csvText([['run', ...keys, 'metric', 'against', ...METRIC_COLUMNS], ...lines]);
}

const METRIC_COLUMNS = ['value', 'low', 'high', 'interval', 'unit', 'basis', 'method', 'source'];

function metricCells({ value, low, high, interval, unit, basis, method, source }: Metric): Cell[] {
  return [value, low ?? null, high ?? null, interval ?? null, unit, basis, method, source];
}

function chartLines(chart: Chart, seriesIndex: number): Cell[][] {
  const series = chart.series[seriesIndex];
  if (series === undefined) return [];
  return series.y.map((y, i) => {
    const x = series.x?.[i] ?? chart.categories?.[i] ?? i + 1;
    return [series.name, x, y, series.low?.[i] ?? null, series.high?.[i] ?? null];
  });
}

/** Lines of cells, the header among them. */
export function csvText(lines: readonly (readonly Cell[])[]): string {
  return lines.map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const clean = withoutControls(cell).trim();
  const text = FORMULA_START.test(clean) && !NUMBER.test(clean) ? `'${clean}` : clean;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
