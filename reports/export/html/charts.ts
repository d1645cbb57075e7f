/** The charts of the report page: drawn inline, with caption, notes and links to their files. */
import type { Chart } from '../../../records/report.js';
import { inlineSvg } from '../chart/svg.js';
import { chartSvg } from '../charts.js';
import { PHONE_SHEET, SCREEN_FIGURE, SCREEN_SHEET, type Sheet } from '../figure.js';
import { chartFiles } from '../files.js';
import { html, type Markup, trusted } from './markup.js';

/** Two drawings, of which the page shows the one that its width allows. */
export function chartFigure(chart: Chart): Markup {
  const drawn = (sheet: Sheet, place: 'wide' | 'narrow') =>
    trusted(inlineSvg(chartSvg(chart, { ...SCREEN_FIGURE, sheet, text: 'text' }), chart, place));
  const files = chartFiles(chart.id);
  return html`<h3 class="hidden" id="chart-${chart.id}">${chart.title}</h3>
<figure aria-labelledby="chart-${chart.id}">
<div class="card" role="region" aria-label="Chart: ${chart.title}" tabindex="0">${drawn(SCREEN_SHEET, 'wide')}${drawn(PHONE_SHEET, 'narrow')}</div>
<figcaption>${chart.caption}${chart.caption === '' ? '' : ' '}<span class="files"><a href="${files.csv}">CSV</a> · <a href="${files.png}">PNG</a> · <a href="${files.svg}">SVG</a> · <a href="${files.pdf}">PDF</a></span></figcaption>
</figure>`;
}
