/** The results of the paper as one page that opens offline, with its charts drawn into it. */
import { chartFigure } from '../../../reports/export/html/charts.js';
import { html, type Markup } from '../../../reports/export/html/markup.js';
import { htmlPage } from '../../../reports/export/html/page.js';
import { tableMarkup } from '../../../reports/export/html/tables.js';
import type { PaperSection } from '../read-paper.js';
import { INTRODUCTION, NOTHING_FOUND, TITLE } from './words.js';

export function paperHtml(sections: readonly PaperSection[]): string {
  const links = sections.map(({ experiment: { name, title } }) => html`<li><a href="#${name}">${title}</a></li>`);
  return htmlPage(
    TITLE,
    html`<p>${INTRODUCTION}</p>
<nav aria-label="Experiments"><ul>${links}</ul></nav>
${sections.map(sectionMarkup)}`,
  );
}

function sectionMarkup({ experiment, results, findings, tables, charts }: PaperSection): Markup {
  const { name, title, question, place } = experiment;
  const found = findings.length === 0 ? [NOTHING_FOUND] : findings;
  return html`<section id="${name}" aria-labelledby="${name}-heading">
<h2 id="${name}-heading">${title}</h2>
<p>${question} Paper: ${place}.</p>
<ul class="findings">${found.map((sentence) => html`<li>${sentence}</li>`)}</ul>
${charts.map(chartFigure)}
${tables.map((table) => html`<h3>${table.title}</h3>${tableMarkup(table)}`)}
<p class="muted">Made by <code>${results.command}</code>.</p>
</section>`;
}
