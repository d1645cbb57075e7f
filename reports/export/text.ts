/**
 * The first screen for a terminal: warnings, the answer in figures, the findings, and the runs side by side with units, ranges and
 * marks, in lines that fit. Left out: charts, tables and methods, which are in the report's folder.
 */
import type { ReportRecord } from '../../records/report.js';
import { ASSUMED_LEGEND, ASSUMED_MARK, comparisonOf, rangesLegend } from './comparison.js';
import { oneLine } from './escape.js';
import { comparisonGrid, figuresGrid, type Grid, tableGrid } from './grid.js';
import { tableLines, tablesWithin } from './text-table.js';
import { cutTo, wrapped } from './text-width.js';

const TEXT_STYLES = ['plain', 'colour'] as const;
export type TextStyle = (typeof TEXT_STYLES)[number];

const DEFAULT_WIDTH = 100;
/** Names of runs and metrics are cut to this, so that numbers stay on the screen. */
const WIDEST_NAME = 34;

/** A longer label is a letter in tables. */
const LONGEST_HEADING = 24;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** One screen: what does not fit is in the report. */
const SHOWN_CAVEATS = 3;
/** Of each whole network: how much faster it is, and where the cycles go by cause. */
const SHOWN_SENTENCES = 2;

/** @param width columns of the terminal; lines are never longer */
export function terminalSummary(report: ReportRecord, style: TextStyle = 'plain', width = DEFAULT_WIDTH): string {
  const bold = (text: string) => (style === 'colour' ? `\u001B[1m${text}\u001B[22m` : text);
  const paragraphs = (text: string) => wrapped(oneLine(text), width);
  const { lettered, legend } = withLetters(report);
  const comparison = comparisonOf(lettered);
  const { shared } = comparison;
  const assumed = comparison.metrics.some((metric) => metric.cells.some((cell) => cell?.basis === 'assumed'));
  return [
    ...paragraphs(report.title).map(bold),
    '',
    ...block(report.warnings.flatMap((warning) => bulleted(`! ${warning}`, width))),
    ...block(legend.flatMap(paragraphs)),
    ...(report.figures.length === 0 ? [] : block(table(figuresGrid(lettered), width, bold))),
    ...block(report.findings.flatMap((finding) => bulleted(finding, width))),
    ...(shared === '' ? [] : paragraphs(`All runs: ${shared}`)),
    ...(report.rows.length === 0 ? [] : table(comparisonGrid(lettered), width, bold)),
    ...(assumed ? paragraphs(`${ASSUMED_MARK} ${ASSUMED_LEGEND}`) : []),
    ...paragraphs(rangesLegend(comparison)),
    ...networkLines(report, width, bold),
    ...caveatLines(report.caveats, width),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** The rows under letters where a label is too long for a column, and what the letters stand for. */
function withLetters(report: ReportRecord): { readonly lettered: ReportRecord; readonly legend: readonly string[] } {
  const { rows } = report;
  if (rows.every(({ label }) => label.length <= LONGEST_HEADING)) return { lettered: report, legend: [] };
  const letter = (i: number) => LETTERS[i] ?? `R${i + 1}`;
  return {
    lettered: { ...report, rows: rows.map((row, i) => ({ ...row, label: letter(i) })) },
    legend: rows.map(({ label }, i) => `${letter(i)}: ${label}`),
  };
}

/** With an empty line behind it, where there is something. */
function block(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...lines, ''];
}

/** Whole networks beside the runs. */
function networkLines(report: ReportRecord, width: number, bold: (text: string) => string): string[] {
  const { wholeNetworks, tables } = report;
  const found = tables.find(({ id }) => id === wholeNetworks?.table);
  if (wholeNetworks === undefined || found === undefined) return [];
  const sentences = wholeNetworks.works.flatMap(({ title, sentences: of }) =>
    bulleted(`${title}: ${of.slice(0, SHOWN_SENTENCES).join(' ')}`, width),
  );
  return [
    '',
    ...wrapped(found.title, width).map(bold),
    ...wrapped(wholeNetworks.note, width),
    '',
    ...table(tableGrid(found), width, bold),
    '',
    ...sentences,
  ];
}

/** The first caveats; the rest stand in the report. */
function caveatLines(caveats: readonly string[], width: number): string[] {
  if (caveats.length === 0) return [];
  const more = caveats.length - SHOWN_CAVEATS;
  const shown = caveats.slice(0, SHOWN_CAVEATS).flatMap((caveat) => bulleted(caveat, width));
  return ['', 'Before quoting:', ...shown, ...(more > 0 ? [`- ${more} more in the report.`] : [])];
}

function bulleted(text: string, width: number): string[] {
  return wrapped(oneLine(text), width - 2).map((line, i) => `${i === 0 ? '- ' : '  '}${line}`);
}

/** Columns that do not fit go into a further block below, under the same names of the rows. */
function table(grid: Grid, width: number, bold: (text: string) => string): string[] {
  const cut = (row: readonly string[]) =>
    row.map((cell, c) => cutTo(oneLine(cell), c === 0 ? WIDEST_NAME : WIDEST_NAME + 8));
  const whole = { headings: cut(grid.headings), align: grid.align, rows: grid.rows.map(cut) };
  return tablesWithin(whole, width).flatMap((part, i) => {
    const [head = '', ...lines] = tableLines(part);
    return [...(i === 0 ? [] : ['']), bold(head), ...lines];
  });
}
