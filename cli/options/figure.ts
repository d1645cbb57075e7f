/** How large the figures of a report are, and what becomes of their text. */
import type { Argv } from 'yargs';
import { InputError, shown } from '../../models/input-error.js';
import { type Figure, printedSheet, SCREEN_FIGURE, TEXT_FORMS, type TextForm } from '../../reports/export/figure.js';
import { oneOf, optionName, wholeNumber } from './checks.js';

export interface FigureOptions {
  width: string | undefined;
  height: string | undefined;
  text: string;
  dpi: number | undefined;
}

const MM_PER_UNIT = { mm: 1, cm: 10, in: 25.4, pt: 25.4 / 72 } as const;
/** From half a column to a poster. */
const WIDTHS_MM = [40, 400] as const;
const HEIGHTS_MM = [30, 400] as const;
const DPI_RANGE = [72, 600] as const;
const PRINTED_DPI = 300;

export function figureOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('width', { type: 'string', describe: 'width of the figures, as 85mm or 3.3in, with labels of 7 points' })
    .option('height', { type: 'string', describe: 'their height (default: what each needs)' })
    .option('text', { type: 'string', default: 'outlines', describe: 'text in SVG and PDF: text or outlines' })
    .option('dpi', {
      type: 'number',
      describe: `pixels of a PNG to an inch (default: ${PRINTED_DPI} with --width, else ${SCREEN_FIGURE.dpi})`,
    });
}

/** @throws InputError naming the option that is no size or out of range */
export function figureOf({ width, height, text, dpi }: FigureOptions): Figure {
  const density = (usual: number) => (dpi === undefined ? usual : wholeNumber('dpi', dpi, ...DPI_RANGE));
  const form: TextForm = oneOf('text', TEXT_FORMS, text);
  if (width === undefined) return { ...SCREEN_FIGURE, text: form, dpi: density(SCREEN_FIGURE.dpi) };
  const heightMm = height === undefined ? undefined : millimetres('height', height, HEIGHTS_MM);
  return {
    sheet: printedSheet(millimetres('width', width, WIDTHS_MM), heightMm),
    text: form,
    dpi: density(PRINTED_DPI),
  };
}

function millimetres(option: string, text: string, [least, most]: readonly [number, number]): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?(mm|cm|in|pt)$/.exec(text) ?? [];
  const size = Number(number) * (MM_PER_UNIT[unit as keyof typeof MM_PER_UNIT] ?? Number.NaN);
  if (size >= least && size <= most) return size;
  throw new InputError(optionName(option), `${least}mm to ${most}mm (in mm, cm, in or pt)`, shown(text));
}
