/** The charts of the report page: drawn inline, with caption, notes and links to their files. */
import type { Chart } from '../../../records/report.js';
import { inlineSvg } from '../chart/svg.js';
import { chartFiles } from '../files.js';
import { html, type Markup, trusted } from './markup.js';

/** @param svg the drawing that `chartSvg` made of the chart */
export function chartFigure(chart: Chart, svg: string): Markup {
  const files = chartFiles(chart.id);
  return html`<h3 class="hidden" id="chart-${chart.id}">${chart.title}</h3>
<figure aria-labelledby="chart-${chart.id}">
<div class="card" role="region" aria-label="Chart: ${chart.title}" tabindex="0">${trusted(inlineSvg(svg, chart))}</div>
<figcaption>${chart.caption}${chart.caption === '' ? '' : ' '}<span class="files"><a href="${files.csv}">CSV</a> · <a href="${files.png}">PNG</a> · <a href="${files.svg}">SVG</a></span></figcaption>
</figure>`;
}
