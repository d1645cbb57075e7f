/**
 * Tables as LaTeX: floats with booktabs rules, for `\input` into a paper with `\usepackage{booktabs}`
 * (and `longtable`, where a table has more rows than a page). Everything from the record is escaped;
 * signs that pdfLaTeX lacks become commands.
 */
import type { ReportRecord } from '../../records/report.js';
import { ASSUMED_LEGEND, ASSUMED_MARK, comparisonOf, rangesLegend } from './comparison.js';
import { oneLine } from './escape.js';
import { comparisonGrid, type Grid, tableGrid } from './grid.js';

/** More rows than this do not fit on a page. */
const MOST_FLOAT_ROWS = 40;

const COMMANDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  _: '\\_',
  '%': '\\%',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  "'": '\\textquotesingle{}',
  '`': '\\textasciigrave{}',
  '[': '{[}',
  ']': '{]}',
  '−': '$-$',
  '×': '$\\times$',
  '±': '$\\pm$',
  '≤': '$\\le$',
  '≥': '$\\ge$',
  '≈': '$\\approx$',
  '∞': '$\\infty$',
  '→': '$\\rightarrow$',
  '·': '\\textperiodcentered{}',
  '†': '\\textdagger{}',
  '–': '--',
  '—': '---',
  '…': '\\ldots{}',
  µ: '\\textmu{}',
  Ω: '$\\Omega$',
};
const RAISED = '⁻⁰¹²³⁴⁵⁶⁷⁸⁹';
/** A run of raised digits, or any other character. */
const TOKEN = /[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|./gsu;

/** The comparison of the runs and each table, one float after another. */
export function tablesLatex(report: ReportRecord): string {
  const comparison = comparisonOf(report);
  const { shared } = comparison;
  const legend = `${ASSUMED_MARK} ${ASSUMED_LEGEND}. ${rangesLegend(comparison)}`;
  const caption = [`${report.title}.`, ...(shared === '' ? [] : [`All runs: ${shared}.`]), legend].join(' ');
  const compared = report.rows.length === 0 ? [] : [latexTable(comparisonGrid(report), caption, 'comparison')];
  const tables = report.tables.map((table) => latexTable(tableGrid(table), table.title, table.id));
  return ['% \\usepackage{booktabs,longtable,textcomp}\n', ...compared, ...tables].join('\n');
}

/** Text of a record as LaTeX text. */
export function escapeLatex(text: string): string {
  return oneLine(text).replace(
    TOKEN,
    (token) => COMMANDS[token] ?? (RAISED.includes(token.charAt(0)) ? raised(token) : token),
  );
}

function raised(digits: string): string {
  return `\\textsuperscript{${[...digits].map((digit) => '-0123456789'[RAISED.indexOf(digit)]).join('')}}`;
}

function latexTable(grid: Grid, caption: string, id: string): string {
  const columns = grid.align.map((side) => (side === 'right' ? 'r' : 'l')).join('');
  const line = (cells: readonly string[]) => `${cells.map(escapeLatex).join(' & ')} \\\\`;
  const head = ['\\toprule', line(grid.headings), '\\midrule'];
  const body = [...grid.rows.map(line)];
  const title = `\\caption{${escapeLatex(caption)}}\\label{tab:${id}}`;
  const lines =
    grid.rows.length > MOST_FLOAT_ROWS
      ? [
          `\\begin{longtable}{${columns}}`,
          `${title} \\\\`,
          ...head,
          '\\endhead',
          ...body,
          '\\bottomrule',
          '\\end{longtable}',
        ]
      : [
          '\\begin{table}',
          '\\centering',
          title,
          `\\begin{tabular}{${columns}}`,
          ...head,
          ...body,
          '\\bottomrule',
          '\\end{tabular}',
          '\\end{table}',
        ];
  return `${lines.join('\n')}\n`;
}
