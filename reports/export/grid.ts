/** A table as text in rows and columns: what HTML, Markdown, LaTeX and the terminal lay out. */
import type { ReportRecord, Table } from '../../records/report.js';
import { columnTitle } from '../units/axis.js';
import { NO_VALUE, shownColumn } from './column.js';
import {
  ASSUMED_MARK,
  type ComparedCell,
  type ComparedMetric,
  type Comparison,
  comparisonOf,
  figuresOf,
  isError,
} from './comparison.js';

export interface Grid {
  readonly headings: readonly string[];
  readonly align: readonly ('left' | 'right')[];
  readonly rows: readonly (readonly string[])[];
}

/** Up to this many runs and ratios stand side by side, with the metrics below each other. */
const MOST_RUNS_ACROSS = 5;

/** A table of the record with scaled numbers and the units in the headings. */
export function tableGrid(table: Table): Grid {
  const columns = table.columns.map((column, c) =>
    shownColumn(
      table.rows.map((row) => row[c] ?? null),
      column.unit,
    ),
  );
  return {
    headings: table.columns.map((column, c) => columnTitle(column.name, columns[c]?.unit ?? '')),
    align: columns.map((column) => column.align),
    rows: table.rows.map((_, r) => columns.map((column) => column.cells[r] ?? NO_VALUE)),
  };
}

/** The runs of the report: metrics down and runs across, or the other way round where there are many. */
export function comparisonGrid(report: ReportRecord): Grid {
  const comparison = comparisonOf(report);
  return runsAcross(comparison) ? metricsDown(comparison) : runsDown(comparison);
}

/** The answer in figures, each with what it rests on. */
export function figuresGrid(report: ReportRecord): Grid {
  const figures = figuresOf(report);
  const { headings, align, rows } = metricsDown(figures);
  return {
    headings: ['', ...headings.slice(1), 'basis'],
    align: [...align, 'left'],
    rows: rows.map((row, r) => [...row, basesOf(figures.metrics[r])]),
  };
}

function basesOf(metric: ComparedMetric | undefined): string {
  return [...new Set(metric?.cells.flatMap((cell) => cell?.basis ?? []))].join(', ');
}

/** Whether few enough runs are compared to stand side by side. */
export function runsAcross(comparison: Comparison): boolean {
  return comparison.runs.length <= MOST_RUNS_ACROSS;
}

/** `1.23† (0.90–1.40)`, or `97.65 ± 0.34`. */
function cellText(cell: ComparedCell | undefined): string {
  if (cell === undefined) return NO_VALUE;
  const mark = cell.basis === 'assumed' ? ASSUMED_MARK : '';
  const { range } = cell;
  return `${cell.value}${mark}${range === '' ? '' : isError(range) ? ` ${range}` : ` (${range})`}`;
}

function metricsDown({ runs, metrics }: Comparison): Grid {
  return {
    headings: ['Metric', ...runs],
    align: ['left', ...runs.map(() => 'right' as const)],
    rows: metrics.map((metric) => [columnTitle(metric.label, metric.unit), ...metric.cells.map(cellText)]),
  };
}

function runsDown({ runs, metrics }: Comparison): Grid {
  return {
    headings: ['Run', ...metrics.map((metric) => columnTitle(metric.label, metric.unit))],
    align: ['left', ...metrics.map(() => 'right' as const)],
    rows: runs.map((run, r) => [run, ...metrics.map((metric) => cellText(metric.cells[r]))]),
  };
}
