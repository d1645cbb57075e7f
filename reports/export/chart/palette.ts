/**
 * Colours and marks of series, told apart by colour-blind readers and in grey print.
 * Source: Okabe and Ito, "Color Universal Design" (2008); the order puts the strongest contrasts first
 * and leaves the yellow out, which paper swallows. From the eighth on: Tol, "Colour Schemes" (SRON/EPS/TN/09-002),
 * the dark ones of the muted scheme. Then the colours come again with other marks and dashes, which a chart says.
 */
const COLOURS = [
  ...['#0072B2', '#E69F00', '#009E73', '#D55E00', '#56B4E9', '#CC79A7', '#4D4D4D'],
  ...['#332288', '#882255', '#999933', '#8C564B', '#000000'],
] as const;
/** More series than this have colours that others have too. */
export const COLOUR_COUNT = COLOURS.length;
const MARKS = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star', 'cross'] as const;
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [12, 3]] as const;
/** Opacity of bars, in hexadecimal, each time that the colours come again. */
const PALER = ['', '80', '40'] as const;

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
    fill: `${colour}${PALER[Math.min(round, PALER.length - 1)]}`,
    band: `${colour}33`,
    mark: MARKS[(index + 3 * round) % MARKS.length] ?? 'circle',
    dash: [...(DASHES[index % DASHES.length] ?? [])],
  };
}
