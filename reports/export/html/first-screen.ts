/** The first screen of the report: what to beware of, the answer in figures, one chart, and the findings. */
import type { ReportRecord } from '../../../records/report.js';
import { columnTitle } from '../../units/axis.js';
import {
  ASSUMED_MARK,
  basisOfCells,
  type ComparedCell,
  type ComparedMetric,
  figuresOf,
  isError,
} from '../comparison.js';
import { chartFigure } from './charts.js';
import { html, type Markup } from './markup.js';

export function firstScreen(report: ReportRecord): Markup {
  const lead = report.charts.find(({ id }) => id === report.leadChart);
  return html`<section id="answer" aria-labelledby="answer-heading">
<h2 class="hidden" id="answer-heading">The answer</h2>
${sentences(report.warnings, 'warnings', 'Warnings')}
${figureCards(report)}
${lead === undefined ? html`` : chartFigure(lead)}
${sentences(report.findings, 'findings', 'Findings')}
</section>`;
}

function sentences(texts: readonly string[], kind: 'warnings' | 'findings', label: string): Markup {
  if (texts.length === 0) return html``;
  return html`<ul class="${kind}" aria-label="${label}">${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}

/** One card a figure: against the baseline, large, and the numbers of the rows below it. */
function figureCards(report: ReportRecord): Markup {
  const { runs, metrics } = figuresOf(report);
  if (metrics.length === 0) return html``;
  const rows = report.rows.length;
  return html`<dl class="figures">${metrics.map((metric) => figureCard(metric, runs, rows))}</dl>`;
}

function figureCard({ label, unit, cells }: ComparedMetric, runs: readonly string[], rows: number): Markup {
  const named = runs.flatMap((name, i) => (cells[i] === undefined ? [] : [{ name, cell: cells[i], own: i < rows }]));
  const against = named.filter(({ own }) => !own);
  const own = named.filter((entry) => entry.own);
  const large = against.length > 0 ? against : own;
  const bases = basisOfCells(
    named.map(({ cell }) => cell),
    'sentence',
  );
  const small = against.length > 0 ? own.map(({ name, cell }) => html`<dd>${name}: ${cellText(cell)}</dd>`) : [];
  return html`<div><dt>${columnTitle(label, unit)}, ${bases}</dt>
${large.map(({ name, cell }) => html`<dd class="large" title="${cell.method}; ${cell.source}">${cellText(cell)} <small>${name}</small></dd>`)}
${small}</div>`;
}

function cellText({ value, range, basis }: ComparedCell): string {
  const marked = `${value}${basis === 'assumed' ? ASSUMED_MARK : ''}`;
  if (range === '') return marked;
  return isError(range) ? `${marked} ${range}` : `${marked} (${range})`;
}
