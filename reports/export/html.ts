/**
 * The report as one page that opens offline: the answer first, then the comparison, charts, tables,
 * what to know before quoting, methods, inputs. No script, no font, no picture from elsewhere; a content
 * security policy keeps it so. Left out: sorting and filtering (the CSV files are for that).
 */
import { canonicalText, sha256 } from '../../records/json.js';
import type { ReportRecord, Table } from '../../records/report.js';
import { csvFile, REPORT_FILES, ROWS_ID } from './files.js';
import { chartFigure } from './html/charts.js';
import { firstScreen } from './html/first-screen.js';
import { html, type Markup } from './html/markup.js';
import { htmlPage } from './html/page.js';
import { comparisonSection, scrollBox, sourcesTable, tableMarkup } from './html/tables.js';

export function reportHtml(report: ReportRecord): string {
  const sections = sectionsOf(report).filter((section) => section.present);
  const links = sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`);
  return htmlPage(
    report.title,
    html`${firstScreen(report)}
${comparisonSection(report)}
<nav aria-label="Sections"><ul>${links}</ul></nav>
${sections.map(
  ({ id, heading, body }) => html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${body}
</section>`,
)}`,
  );
}

interface Section {
  readonly id: string;
  readonly heading: string;
  readonly present: boolean;
  readonly body: Markup;
}

function sectionsOf(report: ReportRecord): Section[] {
  const { leadChart, caveats, methods, inputs, rows, wholeNetworks } = report;
  const tables = report.tables.filter(({ id }) => id !== wholeNetworks?.table);
  const charts = report.charts.filter(({ id }) => id !== leadChart);
  const figures = charts.map(chartFigure);
  return [
    {
      ...{ id: 'whole-networks', heading: 'Whole networks' },
      present: wholeNetworks !== undefined,
      body: networksBody(report),
    },
    { id: 'charts', heading: 'Charts', present: charts.length > 0, body: html`${figures}` },
    { id: 'tables', heading: 'Tables', present: tables.length > 0, body: tablesBody(tables) },
    { id: 'caveats', heading: 'Before quoting', present: caveats.length > 0, body: list(caveats) },
    { id: 'methods', heading: 'Methods', present: methods.length > 0, body: methodsBody(report) },
    { id: 'sources', heading: 'Sources', present: rows.length > 0, body: sourcesTable(report) },
    { id: 'inputs', heading: 'Inputs', present: inputs.length > 0, body: inputsTable(report) },
    { id: 'citation', heading: 'Citation and files', present: true, body: citation(report) },
  ];
}

function tablesBody(tables: readonly Table[]): Markup {
  return html`${tables.map(
    (table) => html`<h3>${table.title}</h3>
${tableWithCsv(table)}`,
  )}`;
}

function tableWithCsv(table: Table): Markup {
  return html`${tableMarkup(table)}
<p class="muted files"><a href="${csvFile(table.id)}">CSV</a></p>`;
}

/** Timed from shapes beside the runs: the table, and what it says of each network. */
function networksBody({ wholeNetworks, tables }: ReportRecord): Markup {
  if (wholeNetworks === undefined) return html``;
  const { note, works, table } = wholeNetworks;
  const shown = tables.filter(({ id }) => id === table).map(tableWithCsv);
  return html`<p>${note}</p>
${shown}
${works.map(({ title, sentences }) => html`<h3>${title}</h3>${list(sentences)}`)}`;
}

function methodsBody(report: ReportRecord): Markup {
  const methods = report.methods.map(
    ({ heading, paragraphs }) => html`<h3>${heading}</h3>${paragraphs.map((text) => html`<p>${text}</p>`)}`,
  );
  return html`${methods}`;
}

function inputsTable(report: ReportRecord): Markup {
  const rows = report.inputs.map(
    (input) => html`<tr><th scope="row" class="name">${input.kind}</th><td><code>${input.sha256}</code></td></tr>`,
  );
  const head = html`<tr><th scope="col">Record</th><th scope="col">SHA-256</th></tr>`;
  return scrollBox('Inputs and their digests', html`<table><thead>${head}</thead><tbody>${rows}</tbody></table>`);
}

function citation(report: ReportRecord): Markup {
  const digest = sha256(canonicalText(report));
  return html`<p>${report.title}. Report of Octile (${report.schema}), SHA-256 of its record <code>${digest}</code>.</p>
<p class="muted files">All numbers: <a href="${REPORT_FILES.record}">report.json</a>, <a href="${csvFile(ROWS_ID)}">CSV of the comparison</a>. For a paper: <a href="${REPORT_FILES.latex}">LaTeX tables</a> and <a href="${REPORT_FILES.latexFigures}">figures</a>, <a href="${REPORT_FILES.markdown}">Markdown tables</a>, <a href="${REPORT_FILES.methods}">methods</a>.</p>`;
}

function list(texts: readonly string[]): Markup {
  return html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}
