/**
 * How wide text is in LaTeX, and how wide the columns of a table may be, in em of the table's own font, so that the
 * same table fits in papers of 10, 11 and 12 points. Computer Modern is the widest of the usual fonts: what fits in it
 * fits in Times. Left out: kerning, which makes lines shorter.
 * Source: cmr10.tfm, rounded up by classes of letters.
 */
import type { Grid } from '../grid.js';
import { wordsOf } from './escape.js';

const CLASSES: readonly (readonly [letters: RegExp, em: number])[] = [
  [/[fijlI.,:;'|!]/, 0.31],
  [/[0-9acegkrstvxyz()[\]/\-–? ]/, 0.53],
  [/[MWm%@&…—∞→]/, 1.03],
  [/[A-Zw+=<>×−±≤≥≈\p{Lu}]/u, 0.79],
];
const OTHER_EM = 0.56;
/** What a sign that is spelled out, as U+1F600, needs. */
const SPELLED_EM = 3.7;
/** Between two columns, and at both ends. */
export const GAP_EM = 0.7;
/** Columns of text may be narrowed to this. */
const LEAST_TEXT_EM = 4;
/** Columns that together name a row. */
const MOST_NAMES = 3;
/** Words of a heading stand below each other beyond this. */
const WIDEST_HEADING_EM = 7;

export function emOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + letterEm(letter), 0);
}

function letterEm(letter: string): number {
  if ((letter.codePointAt(0) ?? 0) > 0x2fff) return SPELLED_EM;
  return CLASSES.find(([letters]) => letters.test(letter))?.[1] ?? OTHER_EM;
}

/** What a column must have, so that no piece of a word sticks out, and what it would like to have. */
interface Demand {
  readonly least: number;
  readonly most: number;
}

/** Widths of the columns that add up to at most `roomEm`; undefined where the words do not allow it. */
export function columnWidths(grid: Grid, roomEm: number): number[] | undefined {
  const demands = grid.headings.map((_, c) => demandOf(grid, c));
  const room = roomEm - GAP_EM * grid.headings.length;
  const least = demands.reduce((sum, demand) => sum + demand.least, 0);
  const wanted = demands.reduce((sum, demand) => sum + demand.most, 0);
  if (least > room) return undefined;
  const share = wanted <= room ? 1 : (room - least) / (wanted - least);
  return demands.map((demand) => floor(demand.least + share * (demand.most - demand.least)));
}

/** Blocks of columns that each fit, with the columns that name a row in front of every one. */
export function columnBlocks(grid: Grid, roomEm: number): Grid[] {
  const names = namingColumns(grid);
  const blocks: number[][] = [names];
  for (let c = names.length; c < grid.headings.length; c++) {
    const wider = [...(blocks.at(-1) ?? names), c];
    if (wider.length > names.length + 1 && columnWidths(chosen(grid, wider), roomEm) === undefined)
      blocks.push([...names, c]);
    else blocks[blocks.length - 1] = wider;
  }
  return blocks.map((columns) => chosen(grid, columns));
}

/** As many of the first columns of text as tell the rows apart, if they do; at least one. */
function namingColumns({ align, rows }: Grid): number[] {
  const numbers = align.indexOf('right');
  const most = Math.max(1, Math.min(MOST_NAMES, numbers < 0 ? MOST_NAMES : numbers));
  const names = Array.from({ length: most }, (_, c) => c);
  const telling = names.find((c) => new Set(rows.map((row) => row.slice(0, c + 1).join('\n'))).size === rows.length);
  return telling === undefined ? names : names.slice(0, telling + 1);
}

/** How many lines the highest cell of a row has. */
export function linesOf(row: readonly string[], widths: readonly number[]): number {
  return Math.max(...row.map((cell, c) => Math.max(1, Math.ceil((emOf(cell) * 1.1) / (widths[c] ?? 1)))));
}

function chosen(grid: Grid, columns: readonly number[]): Grid {
  const pick = <T>(cells: readonly T[]) => columns.map((c) => cells[c] as T);
  return { headings: pick(grid.headings), align: pick(grid.align), rows: grid.rows.map(pick) };
}

function demandOf(grid: Grid, c: number): Demand {
  const cells = grid.rows.map((row) => row[c] ?? '');
  const heading = grid.headings[c] ?? '';
  const longestPiece = Math.max(...[heading, ...cells].flatMap((text) => wordsOf(text).flat()).map(emOf));
  const natural = Math.max(Math.min(emOf(heading), WIDEST_HEADING_EM), ...cells.map(emOf));
  const most = Math.max(longestPiece, natural);
  const least = grid.align[c] === 'left' ? Math.max(longestPiece, Math.min(most, LEAST_TEXT_EM)) : longestPiece;
  return { least: ceil(least), most: ceil(most) };
}

const ceil = (em: number) => Math.ceil(em * 100) / 100;
const floor = (em: number) => Math.floor(em * 100) / 100;
