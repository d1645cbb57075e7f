/**
 * How large a chart is drawn: the paper in the pixels that it is laid out in, and what such a pixel measures. The
 * fonts have a fixed number of these pixels, so a narrow figure has less room, not smaller letters.
 */

export const FONT_PX = 13;
export const TITLE_PX = 16;
export const NOTE_PX = 12;

export interface Sheet {
  readonly widthPx: number;
  /** Undefined: as high as the chart needs. */
  readonly heightPx?: number;
  readonly pointsPerPx: number;
  /** A printed figure leaves it to the caption below. */
  readonly title: 'shown' | 'in the caption';
}

export const TEXT_FORMS = ['outlines', 'text'] as const;
/** Whether text needs no font, or can be searched, edited and set in another one. */
export type TextForm = (typeof TEXT_FORMS)[number];

/** How the files of charts are drawn. */
export interface Figure {
  readonly sheet: Sheet;
  readonly text: TextForm;
  /** Pixels of the PNG to an inch. */
  readonly dpi: number;
}

export const POINTS_PER_INCH = 72;
const POINTS_PER_MM = POINTS_PER_INCH / 25.4;
/** A CSS pixel is 1/96 of an inch. */
const POINTS_PER_CSS_PX = POINTS_PER_INCH / 96;
/** Labels of a printed figure: journals ask for 6 to 8 points. */
const PRINTED_FONT_PT = 7;

export const SCREEN_SHEET: Sheet = { widthPx: 900, pointsPerPx: POINTS_PER_CSS_PX, title: 'shown' };
/** For a screen: two pixels of the PNG to a CSS pixel. */
export const SCREEN_FIGURE: Figure = { sheet: SCREEN_SHEET, text: 'outlines', dpi: 192 };
export const PHONE_SHEET: Sheet = { widthPx: 440, pointsPerPx: POINTS_PER_CSS_PX, title: 'shown' };

/** A figure for a column of a paper. */
export function printedSheet(widthMm: number, heightMm?: number): Sheet {
  const widthPt = widthMm * POINTS_PER_MM;
  const widthPx = Math.floor((widthPt * FONT_PX) / PRINTED_FONT_PT);
  const pointsPerPx = widthPt / widthPx;
  const height = heightMm === undefined ? {} : { heightPx: Math.round((heightMm * POINTS_PER_MM) / pointsPerPx) };
  return { widthPx, ...height, pointsPerPx, title: 'in the caption' };
}
