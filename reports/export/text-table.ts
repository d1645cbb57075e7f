/** Tables in a fixed-width font: columns padded to their widest cell, a line under the headings, no box. */
import type { Grid } from './grid.js';
import { padded, shownWidth } from './text-width.js';

const GAP = '  ';
/** Cells that stand to the right: numbers, with a range in brackets or not, and none. */
const NUMERIC = /^[-+]?[\d.,]+( .*)?$|^$|^–$/;

/** Columns whose cells are all numbers stand to the right. */
export function textTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const align = headings.map((_, column) =>
    rows.every((row) => NUMERIC.test(row[column] ?? '')) ? ('right' as const) : ('left' as const),
  );
  return tableLines({ headings, rows, align }).join('\n');
}

/** The headings, a rule, and a line a row. */
export function tableLines(grid: Grid): string[] {
  const { headings, rows, align } = grid;
  const widths = columnWidths(grid);
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => padded(cells[column] ?? '', width, align[column] ?? 'left'))
      .join(GAP)
      .trimEnd();
  return [line(headings), widths.map((width) => '-'.repeat(width)).join(GAP), ...rows.map(line)];
}

/** Tables of at most `width` columns of the font: what does not fit goes below, under the same first column. */
export function tablesWithin(grid: Grid, width: number): Grid[] {
  return columnBlocks(columnWidths(grid), width).map((columns) => {
    const chosen = <T>(cells: readonly T[]) => columns.map((column) => cells[column] as T);
    return { headings: chosen(grid.headings), align: chosen(grid.align), rows: grid.rows.map(chosen) };
  });
}

/** Name and value pairs, one a line. */
export function textPairs(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => shownWidth(name)));
  return pairs.map(([name, value]) => `${padded(name, width, 'left')}${GAP}${value}`).join('\n');
}

function columnWidths({ headings, rows }: Grid): number[] {
  return headings.map((title, column) =>
    rows.reduce((most, row) => Math.max(most, shownWidth(row[column] ?? '')), shownWidth(title)),
  );
}

function columnBlocks(widths: readonly number[], width: number): number[][] {
  const first = widths[0] ?? 0;
  const blocks: number[][] = [[0]];
  let used = first;
  for (let c = 1; c < widths.length; c++) {
    const needed = GAP.length + (widths[c] ?? 0);
    if (used + needed > width && (blocks.at(-1)?.length ?? 0) > 1) {
      blocks.push([0]);
      used = first;
    }
    blocks.at(-1)?.push(c);
    used += needed;
  }
  return blocks;
}
