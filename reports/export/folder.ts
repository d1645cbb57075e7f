/**
 * The folder of a report: the page, the record, tables for papers, and for each chart its pictures and
 * its numbers. Where the files go is the caller's: this writes nothing itself.
 */
import { canonicalText } from '../../records/json.js';
import type { ReportRecord } from '../../records/report.js';
import { chartPdf, chartPng, chartSvg } from './charts.js';
import { checkReport } from './check.js';
import { chartCsv, rowsCsv, tableCsv } from './csv.js';
import { type Figure, SCREEN_FIGURE } from './figure.js';
import { chartFiles, csvFile, REPORT_FILES, ROWS_ID } from './files.js';
import { reportHtml } from './html.js';
import { figuresLatex, latexTables, tablesLatex } from './latex.js';
import { methodsMarkdown, tablesMarkdown } from './markdown.js';

/** Takes a path inside the folder, with `/` between its parts, and what stands there. */
export type WriteFile = (relativePath: string, content: string | Uint8Array) => void;

/**
 * Hands every file of the report to `write`, always the same bytes for the same record.
 *
 * @param figure how the files of charts are drawn; the page has its own drawings
 * @throws InputError where the record contradicts itself; nothing is written then
 */
export function exportReport(report: ReportRecord, write: WriteFile, figure: Figure = SCREEN_FIGURE): void {
  checkReport(report);
  write(REPORT_FILES.record, canonicalText(report));
  write(REPORT_FILES.page, reportHtml(report));
  write(REPORT_FILES.methods, methodsMarkdown(report));
  write(REPORT_FILES.markdown, tablesMarkdown(report));
  write(REPORT_FILES.latex, tablesLatex(report));
  write(REPORT_FILES.latexFigures, figuresLatex(report));
  for (const [path, text] of latexTables(report)) write(path, text);
  write(csvFile(ROWS_ID), rowsCsv(report));
  for (const table of report.tables) write(csvFile(table.id), tableCsv(table));
  for (const chart of report.charts) {
    const files = chartFiles(chart.id);
    write(files.csv, chartCsv(chart));
    write(files.png, chartPng(chart, figure));
    write(files.svg, chartSvg(chart, figure));
    write(files.pdf, chartPdf(chart, figure));
  }
}
