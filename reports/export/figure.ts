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
  /** No chart is higher; as high as it must be, if that is said. */
  readonly tallestPx: number;
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
/** A figure and its caption fit on a page of A4 or letter. */
const PAGE_MM = 210;
/** Labels of a printed figure: journals ask for 6 to 8 points. */
const PRINTED_FONT_PT = 7;

const SCREEN = { pointsPerPx: POINTS_PER_CSS_PX, tallestPx: 2_400, title: 'shown' } as const;
export const SCREEN_SHEET: Sheet = { ...SCREEN, widthPx: 900 };
/** For a screen: two pixels of the PNG to a CSS pixel. */
export const SCREEN_FIGURE: Figure = { sheet: SCREEN_SHEET, text: 'outlines', dpi: 192 };
export const PHONE_SHEET: Sheet = { ...SCREEN, widthPx: 440 };

/** A figure for a column of a paper. */
export function printedSheet(widthMm: number, heightMm?: number): Sheet {
  const widthPt = widthMm * POINTS_PER_MM;
  const widthPx = Math.floor((widthPt * FONT_PX) / PRINTED_FONT_PT);
  const pointsPerPx = widthPt / widthPx;
  const pixels = (mm: number) => Math.round((mm * POINTS_PER_MM) / pointsPerPx);
  const height = heightMm === undefined ? {} : { heightPx: pixels(heightMm) };
  return { widthPx, ...height, pointsPerPx, tallestPx: pixels(heightMm ?? PAGE_MM), title: 'in the caption' };
}
