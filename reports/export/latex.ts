/**
 * Tables and figures for a paper: a file for each table, one that inputs them all, and one with a float for each chart.
 * They compile in one column and in two. Two reports in one paper have labels of their own by `\octileprefix`.
 */
import type { ReportRecord } from '../../records/report.js';
import { ASSUMED_LEGEND, ASSUMED_MARK, comparisonOf, rangesLegend } from './comparison.js';
import { chartFiles, latexFile, ROWS_ID } from './files.js';
import { comparisonGrid, type Grid, tableGrid } from './grid.js';
import { BREAK, breakable } from './latex/escape.js';
import { latexTable } from './latex/table.js';

/** LaTeX holds so many floats back, and no more. */
const MOST_FLOATS = 8;

/** Defined where a paper has not: whose labels, where the files are, where a long word may be broken. */
const DEFINITIONS = [
  '\\providecommand{\\octileprefix}{octile}',
  '\\providecommand{\\octilefolder}{.}',
  `\\providecommand{${BREAK.replace('{}', '')}}{\\penalty5000\\hspace{0pt}}`,
];

interface NamedTable {
  readonly id: string;
  readonly grid: Grid;
  readonly caption: string;
}

/** A file for each table, by its path in the report's folder. */
export function latexTables(report: ReportRecord): Map<string, string> {
  const files = tablesOf(report).map(({ id, grid, caption }): [string, string] => [
    latexFile(id),
    [...DEFINITIONS, latexTable(grid, caption, id)].join('\n'),
  ]);
  return new Map(files);
}

/** Inputs every table. */
export function tablesLatex(report: ReportRecord): string {
  const inputs = tablesOf(report).map(({ id }) => `\\input{\\octilefolder/${latexFile(id)}}`);
  return `${[
    '% In the preamble: \\usepackage{booktabs,array}',
    '% From another folder: \\newcommand{\\octilefolder}{report} \\input{report/tables}',
    '% A second report: \\renewcommand{\\octileprefix}{second}, and labels are tab:second-comparison',
    ...DEFINITIONS,
    ...inputs.flatMap((input, i) => (i % MOST_FLOATS === MOST_FLOATS - 1 ? [input, '\\clearpage'] : [input])),
  ].join('\n')}\n`;
}

/** A float for each chart, with the title and the words that the printed picture leaves to its caption. */
export function figuresLatex(report: ReportRecord): string {
  const figures = report.charts.map(({ id, title, caption }) =>
    [
      '\\begin{figure}',
      '\\centering',
      `\\includegraphics[width=\\linewidth,height=0.75\\textheight,keepaspectratio]{\\octilefolder/${chartFiles(id).pdf}}`,
      `\\caption{${breakable([`${title}.`, caption].join(' ').trim())}}\\label{fig:\\octileprefix-${id}}`,
      '\\end{figure}',
    ].join('\n'),
  );
  const head = '% In the preamble: \\usepackage{graphicx}; for a column draw them by `octile report --width 85mm`';
  const broken = figures.flatMap((figure, i) =>
    i % MOST_FLOATS === MOST_FLOATS - 1 ? [figure, '\\clearpage'] : [figure],
  );
  return `${[head, ...DEFINITIONS, ...broken].join('\n')}\n`;
}

function tablesOf(report: ReportRecord): NamedTable[] {
  const tables = report.tables.map((table) => ({ id: table.id, grid: tableGrid(table), caption: `${table.title}.` }));
  if (report.rows.length === 0) return tables;
  return [{ id: ROWS_ID, grid: comparisonGrid(report), caption: comparisonCaption(report) }, ...tables];
}

function comparisonCaption(report: ReportRecord): string {
  const comparison = comparisonOf(report);
  const { shared } = comparison;
  const legend = `${ASSUMED_MARK} ${ASSUMED_LEGEND}. ${rangesLegend(comparison)}`;
  return [`${report.title}.`, ...(shared === '' ? [] : [`All runs: ${shared}.`]), legend].join(' ');
}
