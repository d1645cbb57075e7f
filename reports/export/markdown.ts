/** Tables and methods as Markdown: columns aligned in the source, text of the record escaped. */
import { markdownTable } from 'markdown-table';
import type { ReportRecord, Table } from '../../records/report.js';
import { ASSUMED_LEGEND, ASSUMED_MARK, comparisonOf, rangesLegend } from './comparison.js';
import { oneLine } from './escape.js';
import { comparisonGrid, type Grid, tableGrid } from './grid.js';
import { shownWidth } from './text-width.js';

/** The comparison of the runs, then each table under its title. */
export function tablesMarkdown(report: ReportRecord): string {
  const comparison = comparisonOf(report);
  const { shared } = comparison;
  const legend = `${ASSUMED_MARK} ${ASSUMED_LEGEND}. ${rangesLegend(comparison)}`;
  const compared = [
    '## Comparison',
    ...(shared === '' ? [] : [`All runs: ${escaped(shared)}.`]),
    grid(comparisonGrid(report)),
    legend,
  ];
  const tables = report.tables.flatMap((table) => [`## ${escaped(table.title)}`, tableMarkdown(table)]);
  return blocks([`# ${escaped(report.title)}`, ...(report.rows.length > 0 ? compared : []), ...tables]);
}

/** Rows and columns, and below them the notes that cells refer to. */
export function tableMarkdown(table: Table): string {
  const shown = tableGrid(table);
  const notes = shown.notes?.map((note, n) => `${n + 1}. ${escaped(note)}`) ?? [];
  return [grid(shown), ...(notes.length === 0 ? [] : [`Notes:\n\n${notes.join('\n')}`])].join('\n\n');
}

/** How the numbers came about and what to know before quoting them. */
export function methodsMarkdown(report: ReportRecord): string {
  const methods = report.methods.flatMap(({ heading, paragraphs }) => [
    `## ${escaped(heading)}`,
    ...paragraphs.map(escaped),
  ]);
  const caveats = report.caveats.map((caveat) => `- ${escaped(caveat)}`).join('\n');
  const inputs = report.inputs.map((input) => `- ${escaped(input.kind)}: SHA-256 \`${input.sha256}\``).join('\n');
  return blocks([
    `# Methods: ${escaped(report.title)}`,
    ...methods,
    ...(caveats === '' ? [] : ['## Before quoting', caveats]),
    ...(inputs === '' ? [] : ['## Inputs', inputs]),
  ]);
}

function grid({ headings, align, rows }: Grid): string {
  return markdownTable(
    [headings, ...rows].map((row) => row.map(escaped)),
    { align: align.map((side) => (side === 'right' ? side : null)), stringLength: shownWidth },
  );
}

/** Text on one line, as Markdown shows it. */
export function escaped(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|#~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function blocks(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
