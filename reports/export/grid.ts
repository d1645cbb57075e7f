/** A table as text in rows and columns: what HTML, Markdown, LaTeX and the terminal lay out. */
import type { ReportRecord, Table } from '../../records/report.js';
import { columnTitle } from '../units/axis.js';
import { NO_VALUE, shownColumn } from './column.js';
import {
  ASSUMED_MARK,
  basisOfCells,
  type ComparedCell,
  type Comparison,
  comparisonOf,
  figuresOf,
  isError,
} from './comparison.js';

export interface Grid {
  readonly headings: readonly string[];
  readonly align: readonly ('left' | 'right')[];
  readonly rows: readonly (readonly string[])[];
  /** What stands below the table, referred to as [1], [2], …. */
  readonly notes?: readonly string[];
}

/** Up to this many runs and ratios stand side by side, with the metrics below each other. */
const MOST_RUNS_ACROSS = 5;

/** Longer texts make rows that are nothing but a text; names of rows stay. */
const LONGEST_CELL = 60;

/** A table of the record with scaled numbers, the units in the headings, and columns of long texts as notes. */
export function tableGrid(table: Table): Grid {
  return withNotes(shownTable(table));
}

function withNotes(grid: Grid): Grid {
  const long = grid.headings.map((_, c) => c > 0 && grid.rows.some((row) => (row[c] ?? '').length > LONGEST_CELL));
  const notes = [...new Set(grid.rows.flatMap((row) => row.filter((text, c) => long[c] && text !== NO_VALUE)))];
  if (notes.length === 0) return grid;
  const referred = (text: string) => (text === NO_VALUE ? text : `[${notes.indexOf(text) + 1}]`);
  return { ...grid, rows: grid.rows.map((row) => row.map((text, c) => (long[c] ? referred(text) : text))), notes };
}

function shownTable(table: Table): Grid {
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
    rows: rows.map((row, r) => [...row, basisOfCells(figures.metrics[r]?.cells ?? [], 'few')]),
  };
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
