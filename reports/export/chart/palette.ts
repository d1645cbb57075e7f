/**
 * Colours and marks of series, told apart by colour-blind readers and in grey print.
 * Source: Okabe and Ito, "Color Universal Design" (2008); the order puts the strongest contrasts first
 * and leaves the yellow out, which paper swallows. From the eighth series on the colours repeat with other marks and dashes.
 */
const COLOURS = ['#0072B2', '#E69F00', '#009E73', '#D55E00', '#56B4E9', '#CC79A7', '#4D4D4D'] as const;
const MARKS = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star', 'cross'] as const;
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]] as const;

export const INK = '#1A1A1A';
export const MUTED_INK = '#4D4D4D';
export const GRID = '#E3E3E3';
export const PAPER = '#FFFFFF';

/** How the series at one place in the chart is drawn. */
export interface SeriesStyle {
  readonly colour: string;
  readonly fill: string;
  readonly band: string;
  readonly mark: (typeof MARKS)[number];
  readonly dash: number[];
}

/** @param index place of the series, from 0 */
export function seriesStyle(index: number): SeriesStyle {
  const round = Math.floor(index / COLOURS.length);
  const colour = COLOURS[index % COLOURS.length] ?? INK;
  return {
    colour,
    fill: round % 2 === 0 ? colour : `${colour}80`,
    band: `${colour}33`,
    mark: MARKS[(index + 3 * round) % MARKS.length] ?? 'circle',
    dash: [...(DASHES[index % DASHES.length] ?? [])],
  };
}
