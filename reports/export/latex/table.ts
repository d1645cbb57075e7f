/**
 * One table as floats with booktabs rules: in a column where it is narrow, else across the page; in parts where it has
 * more columns than a page is wide, or more rows than it is high. Its columns have widths of their own, in which words
 * wrap, so it is never wider than the text. Long cells become notes below.
 */
import type { Grid } from '../grid.js';
import { breakable, escapeLatex } from './escape.js';
import { columnBlocks, columnWidths, GAP_EM, linesOf } from './widths.js';

/** A column of a page of two, and a page of one, in articles of 10 to 12 points; a caption fits beside so many lines. */
const COLUMN = { float: 'table', font: '\\footnotesize', em: 23, lines: 30 } as const;
const PAGE = { float: 'table*', font: '\\scriptsize', em: 41, lines: 38 } as const;
type Place = typeof COLUMN | typeof PAGE;

interface Part {
  readonly grid: Grid;
  readonly widths: readonly number[];
  readonly place: Place;
}

/** @param id stands behind the prefix of the report in `\label` */
export function latexTable(grid: Grid, caption: string, id: string): string {
  const parts = partsOf(grid);
  const floats = parts.map((part, p) => float(part, titleOf(caption, id, p, parts.length)));
  return [...floats, ...notesOf(grid, id)].join('\n');
}

function titleOf(caption: string, id: string, part: number, parts: number): string {
  const of = parts === 1 ? '' : ` (part ${part + 1} of ${parts})`;
  const name = part === 0 ? id : `${id}-${part + 1}`;
  return `\\caption{${breakable(part === 0 ? caption : firstSentence(caption))}${of}}\\label{tab:\\octileprefix-${name}}`;
}

function firstSentence(text: string): string {
  return text.split(/(?<=\.) /)[0] ?? text;
}

function partsOf(grid: Grid): Part[] {
  const narrow = columnWidths(grid, COLUMN.em);
  if (narrow !== undefined && fitsUnbroken(grid, narrow)) return pages({ grid, widths: narrow, place: COLUMN });
  return columnBlocks(grid, PAGE.em).flatMap((block) => {
    const widths = columnWidths(block, PAGE.em) ?? block.headings.map(() => PAGE.em / block.headings.length - GAP_EM);
    return pages({ grid: block, widths, place: PAGE });
  });
}

/** In a column of a page nothing but headings and names wraps, into two lines at most. */
function fitsUnbroken(grid: Grid, widths: readonly number[]): boolean {
  return grid.rows.every((row) => linesOf(row, widths) <= 2);
}

function pages({ grid, widths, place }: Part): Part[] {
  const pages: (readonly string[])[][] = [[]];
  let lines = 0;
  for (const row of grid.rows) {
    const own = linesOf(row, widths);
    if (lines + own > place.lines) pages.push([]);
    lines = lines + own > place.lines ? own : lines + own;
    pages.at(-1)?.push(row);
  }
  return pages.map((rows) => ({ grid: { ...grid, rows }, widths, place }));
}

function float({ grid, widths, place }: Part, title: string): string {
  const columns = grid.align.map((side, c) => {
    const ragged = side === 'right' ? '\\raggedleft' : '\\raggedright';
    return `>{${ragged}\\arraybackslash\\hspace{0pt}}p{${widths[c]}em}`;
  });
  const line = (cells: readonly string[]) => `${cells.map(breakable).join(' & ')} \\\\`;
  return [
    `\\begin{${place.float}}`,
    `\\centering${place.font}\\setlength{\\tabcolsep}{${GAP_EM / 2}em}`,
    title,
    `\\begin{tabular}{${columns.join('')}}`,
    '\\toprule',
    line(grid.headings),
    '\\midrule',
    ...grid.rows.map(line),
    '\\bottomrule',
    '\\end{tabular}',
    `\\end{${place.float}}`,
    '',
  ].join('\n');
}

/** Text between the floats, which a page may break. */
function notesOf({ notes = [] }: Grid, id: string): string[] {
  if (notes.length === 0) return [];
  const numbered = notes.map((note, n) => `${escapeLatex(`[${n + 1}]`)}~${breakable(note)}`);
  const head = `Notes of Table~\\ref{tab:\\octileprefix-${id}}:`;
  return [`{\\footnotesize\\raggedright\\noindent ${head} ${numbered.join(' ')}\\par}\n`];
}
