/**
 * The canvases that charts are measured and drawn on, with the bundled font: pictures look the same on a machine
 * with other fonts, or none. Bitmaps are chartjs-node-canvas's (charts.ts), which finds the same fonts.
 */
import { createRequire } from 'node:module';
import { type Canvas, createCanvas, GlobalFonts, type SvgCanvas, SvgExportFlag } from '@napi-rs/canvas';

/** A name of our own, so that a system font is never taken in place of the bundled one. */
export const FONT_FAMILY = 'OctileSans';
const FONT_FILES = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'] as const;

let registered = false;

/** Text becomes outlines, so the file needs no font. */
export function vectorCanvas(width: number, height: number): SvgCanvas {
  registerFonts();
  return createCanvas(width, height, SvgExportFlag.ConvertTextToPaths);
}

/** Width in CSS pixels of a line of text. */
export function textWidth(text: string, fontPx: number, weight: 'normal' | 'bold' = 'normal'): number {
  const context = measuring();
  context.font = `${weight} ${fontPx}px ${FONT_FAMILY}`;
  return context.measureText(text).width;
}

let measuringContext: ReturnType<Canvas['getContext']> | undefined;

function measuring(): ReturnType<Canvas['getContext']> {
  registerFonts();
  measuringContext ??= createCanvas(1, 1).getContext('2d');
  return measuringContext;
}

/** Once in a process; every canvas has them then. */
export function registerFonts(): void {
  if (registered) return;
  const require = createRequire(import.meta.url);
  for (const file of FONT_FILES) {
    const path = require.resolve(`dejavu-fonts-ttf/ttf/${file}`);
    if (GlobalFonts.registerFromPath(path, FONT_FAMILY) === null) throw new Error(`the font ${file} cannot be read`);
  }
  registered = true;
}
