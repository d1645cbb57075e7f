/**
 * Text of a drawing as elements or as outlines, where the canvas would do otherwise: its SVG fixes the place of
 * every letter, so that another font does not fit, and its PDF knows no outlines.
 */
import { Path2D, type SKRSContext2D } from '@napi-rs/canvas';
import { escapeXml } from '../escape.js';
import { vectorCanvas } from './canvas.js';

/** DejaVu Sans, with which lines were broken, or what a reader has. */
const SVG_FONTS = 'DejaVu Sans, Verdana, Helvetica, Arial, sans-serif';
const ANCHORS: Readonly<Record<string, string>> = { center: 'middle', right: 'end', end: 'end' };

/** Text drawn from now on becomes the elements that are returned, and nothing on the canvas. */
export function collectText(context: SKRSContext2D): string[] {
  const elements: string[] = [];
  keepColour(context);
  context.fillText = (text, x, y) => {
    if (text.trim() !== '') elements.push(textElement(context, text, x, y));
  };
  return elements;
}

/** Text drawn from now on is filled as paths. */
export function outlineText(context: SKRSContext2D): void {
  context.fillText = (text, x, y) => {
    context.save();
    context.translate(x, y);
    for (const path of glyphPaths(context, text)) context.fill(new Path2D(path));
    context.restore();
  };
}

/** The canvas restores the colour that it fills with, but goes on telling the one before; set again, it tells it. */
function keepColour(context: SKRSContext2D): void {
  const [save, restore] = [context.save.bind(context), context.restore.bind(context)];
  const colours: SKRSContext2D['fillStyle'][] = [];
  context.save = () => {
    colours.push(context.fillStyle);
    save();
  };
  context.restore = () => {
    restore();
    const colour = colours.pop();
    if (colour !== undefined) context.fillStyle = colour;
  };
}

function textElement(context: SKRSContext2D, text: string, x: number, y: number): string {
  const { a, b, c, d, e, f } = context.getTransform();
  const [, weight, size = ''] = /(bold )?([\d.]+)px/.exec(context.font) ?? [];
  const attributes = {
    ...(a === 1 && b === 0 && e === 0 && f === 0 ? {} : { transform: `matrix(${[a, b, c, d, e, f].join(' ')})` }),
    x,
    y: y + belowBaseline(context),
    'text-anchor': ANCHORS[context.textAlign] ?? 'start',
    'font-family': SVG_FONTS,
    'font-size': size,
    ...(weight === undefined ? {} : { 'font-weight': 'bold' }),
    fill: String(context.fillStyle),
  };
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${escapeXml(String(value))}"`);
  return `<text ${written.join(' ')}>${escapeXml(text)}</text>`;
}

/** From the line that text is drawn on down to the line that its letters stand on. */
function belowBaseline(context: SKRSContext2D): number {
  const above = context.measureText('x').fontBoundingBoxAscent;
  const { textBaseline } = context;
  context.textBaseline = 'alphabetic';
  const height = context.measureText('x').fontBoundingBoxAscent;
  context.textBaseline = textBaseline;
  return height - above;
}

function glyphPaths({ font, textAlign, textBaseline }: SKRSContext2D, text: string): string[] {
  const canvas = vectorCanvas(1, 1);
  const context = canvas.getContext('2d');
  Object.assign(context, { font, textAlign, textBaseline });
  context.fillText(text, 0, 0);
  return [
    ...canvas
      .getContent()
      .toString('utf8')
      .matchAll(/ d="([^"]+)"/g),
  ].map(([, path = '']) => path);
}
