/** The page of the paper's results in all its forms, and the numbers behind it. Where the files go is the caller's. */
import type { Chart } from '../../../records/report.js';
import { chartPdf, chartPng, chartSvg } from '../../../reports/export/charts.js';
import { chartCsv, tableCsv } from '../../../reports/export/csv.js';
import { SCREEN_FIGURE } from '../../../reports/export/figure.js';
import { chartFiles, csvFile } from '../../../reports/export/files.js';
import type { WriteFile } from '../../../reports/export/folder.js';
import type { PaperSection } from '../read-paper.js';
import { paperHtml } from './html.js';
import { paperMarkdown } from './markdown.js';

export const PAPER_PAGE = 'paper.html';
const PAPER_MARKDOWN = 'paper.md';

/** Hands every file to `write`, always the same bytes for the same results. */
export function exportPaper(sections: readonly PaperSection[], write: WriteFile): void {
  write(PAPER_PAGE, paperHtml(sections));
  write(PAPER_MARKDOWN, paperMarkdown(sections, 'charts'));
  for (const table of sections.flatMap(({ tables }) => tables)) write(csvFile(`table-${table.id}`), tableCsv(table));
  for (const chart of sections.flatMap(({ charts }) => charts)) {
    const files = chartFiles(chart.id);
    write(files.csv, chartCsv(chart));
    write(files.png, chartPng(chart));
    write(files.svg, searchableSvg(chart));
    write(files.pdf, chartPdf(chart));
  }
}

/** Where the charts of the page in the docs lie, as seen from it. */
const DOCS_CHARTS = 'paper/charts';

/** The page and the charts of the docs, made of the records that stand there; path in docs → text. */
export function paperDocs(sections: readonly PaperSection[]): Map<string, string> {
  const charts = sections.flatMap((section) => section.charts);
  return new Map([
    [PAPER_MARKDOWN, paperMarkdown(sections, DOCS_CHARTS)],
    ...charts.map((chart) => [`${DOCS_CHARTS}/${chart.id}.svg`, searchableSvg(chart)] as const),
  ]);
}

/** Text as text: small, and found by a search. */
function searchableSvg(chart: Chart): string {
  return chartSvg(chart, { ...SCREEN_FIGURE, text: 'text' });
}
