/** The tables of the report page: the comparison with ranges and marks, the record's tables, the sources. */
import type { ReportRecord, Table } from '../../../records/report.js';
import { columnTitle } from '../../units/axis.js';
import { NO_VALUE } from '../column.js';
import {
  ASSUMED_LEGEND,
  ASSUMED_MARK,
  type ComparedCell,
  type Comparison,
  comparisonOf,
  labelOf,
  rangesLegend,
} from '../comparison.js';
import { type Grid, runsAcross, tableGrid } from '../grid.js';
import { html, type Markup } from './markup.js';

/** The first table: runs × metrics, what all runs share above it and the legend below. */
export function comparisonSection(report: ReportRecord): Markup {
  if (report.rows.length === 0) return html``;
  const comparison = comparisonOf(report);
  const { shared } = comparison;
  const blocks = runsAcross(comparison)
    ? [metricsDown(comparison)]
    : blocksOf(comparison.metrics, MOST_RANGES).map(({ from, to }) =>
        runsDown({ ...comparison, metrics: comparison.metrics.slice(from, to) }),
      );
  return html`<section id="comparison" aria-labelledby="comparison-heading">
<h2 id="comparison-heading">Comparison</h2>
${shared === '' ? html`` : html`<p class="muted">All runs: ${shared}.</p>`}
${blocks.map((table) => scrollBox('Comparison of the runs', table))}
${legend(comparison)}
</section>`;
}

/** More columns than a page of paper holds stand in further tables below, behind the same first column. */
const MOST_COLUMNS = 12;
/** Columns of numbers with ranges are wider. */
const MOST_RANGES = 7;

/** A table of the record, with the unit of each column in its heading. */
export function tableMarkup(table: Table): Markup {
  const grid = tableGrid(table);
  const tables = blocksOf(grid.headings.slice(1), MOST_COLUMNS - 1).map(({ from, to }) => {
    const chosen = <T>(cells: readonly T[]) => [...cells.slice(0, 1), ...cells.slice(1 + from, 1 + to)];
    return gridMarkup(table.title, {
      headings: chosen(grid.headings),
      align: chosen(grid.align),
      rows: grid.rows.map(chosen),
    });
  });
  return html`${tables}${notesMarkup(grid.notes ?? [])}`;
}

/** Where blocks of a list begin and end. */
function blocksOf(list: readonly unknown[], most: number): { readonly from: number; readonly to: number }[] {
  const blocks = Math.max(1, Math.ceil(list.length / most));
  const size = Math.ceil(list.length / blocks);
  return Array.from({ length: blocks }, (_, b) => ({ from: b * size, to: (b + 1) * size }));
}

function gridMarkup(title: string, grid: Grid): Markup {
  const place = (c: number) => (grid.align[c] === 'right' ? 'number' : 'name');
  const cell = (text: string, c: number) =>
    c === 0 ? html`<th scope="row" class="${place(c)}">${text}</th>` : html`<td class="${place(c)}">${text}</td>`;
  const headings = grid.headings.map((heading, c) => html`<th scope="col" class="${place(c)}">${heading}</th>`);
  const rows = grid.rows.map((row) => html`<tr>${row.map(cell)}</tr>`);
  const body = html`<table><thead><tr>${headings}</tr></thead><tbody>${rows}</tbody></table>`;
  return scrollBox(title, body);
}

function notesMarkup(notes: readonly string[]): Markup {
  if (notes.length === 0) return html``;
  return html`<ol class="notes muted" aria-label="Notes">${notes.map((note) => html`<li>${note}</li>`)}</ol>`;
}

/** Method and source of every metric; runs that agree share a line. */
export function sourcesTable(report: ReportRecord): Markup {
  const lines = new Set<string>();
  for (const row of report.rows) {
    for (const [name, { method, source }] of Object.entries(row.metrics))
      lines.add(JSON.stringify([labelOf(name), method, source]));
  }
  const rows = [...lines].sort().map((line) => {
    const [name = '', method = '', source = ''] = JSON.parse(line) as string[];
    return html`<tr><th scope="row" class="name">${name}</th><td>${method}</td><td class="name">${source}</td></tr>`;
  });
  const head = html`<tr><th scope="col">Metric</th><th scope="col">Method</th><th scope="col">Source</th></tr>`;
  return scrollBox('Where the numbers come from', html`<table><thead>${head}</thead><tbody>${rows}</tbody></table>`);
}

/** Wide content scrolls in its own box, also by keyboard. */
export function scrollBox(label: string, content: Markup): Markup {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}

function metricsDown({ runs, metrics }: Comparison): Markup {
  const headings = runs.map((run) => html`<th scope="col" class="number">${run}</th>`);
  const rows = metrics.map(
    (metric) =>
      html`<tr><th scope="row" class="name">${columnTitle(metric.label, metric.unit)}</th>${metric.cells.map(comparedMarkup)}</tr>`,
  );
  return html`<table><thead><tr><th scope="col" class="name">Metric</th>${headings}</tr></thead><tbody>${rows}</tbody></table>`;
}

function runsDown({ runs, metrics }: Comparison): Markup {
  const headings = metrics.map(
    (metric) => html`<th scope="col" class="number">${columnTitle(metric.label, metric.unit)}</th>`,
  );
  const rows = runs.map(
    (run, r) =>
      html`<tr><th scope="row" class="name">${run}</th>${metrics.map((metric) => comparedMarkup(metric.cells[r]))}</tr>`,
  );
  return html`<table><thead><tr><th scope="col" class="name">Run</th>${headings}</tr></thead><tbody>${rows}</tbody></table>`;
}

function comparedMarkup(cell: ComparedCell | undefined): Markup {
  if (cell === undefined) return html`<td class="number">${NO_VALUE}</td>`;
  const mark = cell.basis === 'assumed' ? html`<abbr class="assumed" title="assumed">${ASSUMED_MARK}</abbr>` : html``;
  const range = cell.range === '' ? html`` : html`<span class="range">${cell.range}</span>`;
  return html`<td class="number" title="${cell.method}; ${cell.source}">${cell.value}${mark}${range}</td>`;
}

function legend(comparison: Comparison): Markup {
  const cells = comparison.metrics.flatMap((metric) => metric.cells);
  const assumed = cells.some((cell) => cell?.basis === 'assumed');
  const brackets = rangesLegend(comparison);
  return html`<p class="muted">${assumed ? html`<span class="assumed">${ASSUMED_MARK}</span> ${ASSUMED_LEGEND}. ` : html``}${brackets} Method and source of each number are listed under <a href="#sources">Sources</a>.</p>`;
}
