/**
 * What the canvas wrote as SVG, made reproducible and fit for embedding: ids that are unique in a page
 * and equal from call to call, a view box, a title and a description. Drawing is left as it is.
 */
import type { Chart } from '../../../records/report.js';
import { escapeXml } from '../escape.js';
import { PHONE_SHEET, type Sheet } from '../figure.js';

export interface Drawn {
  readonly chart: Chart;
  readonly sheet: Sheet;
  /** Text that is not on the canvas. */
  readonly elements: readonly string[];
}

export function tidySvg(svg: string, { chart, sheet, elements }: Drawn): string {
  const id = sheet === PHONE_SHEET ? `phone-${chart.id}` : chart.id;
  const lettered = svg.replace('</svg>', () => `${elements.map((element) => `${element}\n`).join('')}</svg>`);
  return described(compact(withStableIds(withoutEmptyGroups(lettered), id)), chart, sheet);
}

/** Without the XML declaration and with a label of title and caption, for use inside HTML. */
export function inlineSvg(svg: string, chart: Chart, place: 'wide' | 'narrow'): string {
  const label = escapeXml([chart.title, chart.caption].filter((text) => text !== '').join('. '));
  return svg
    .replace(/^<\?xml[^>]*\?>\s*/, '')
    .replace('role="img">', () => `role="img" aria-label="${label}" class="${place}">`);
}

/** Ids are numbered by first appearance; the canvas numbers them on from chart to chart. */
function withStableIds(svg: string, name: string): string {
  const ids = new Map<string, string>();
  return svg.replace(/(?<=id="|url\(#|href="#)[A-Za-z]+_[0-9a-f]+/g, (id) => {
    const stable = ids.get(id) ?? `clip-${name}-${ids.size + 1}`;
    ids.set(id, stable);
    return stable;
  });
}

function withoutEmptyGroups(svg: string): string {
  return svg
    .replace(/<clipPath id="([^"]+)">[\s\S]*?<\/clipPath>\s*<g clip-path="url\(#\1\)">\s*<\/g>\s*/g, '')
    .replace(/\s*<rect fill-opacity="0"[^>]*\/>/, '');
}

/** Hundredths of a pixel, no indentation. */
function compact(svg: string): string {
  return svg.replace(/\n\t*/g, '\n').replace(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))));
}

/** With a size in points: a page that draws it, LaTeX and Word print it as large as it was asked for. */
function described(svg: string, chart: Chart, { pointsPerPx }: Sheet): string {
  const label = `<title>${escapeXml(chart.title)}</title>\n<desc>${escapeXml(chart.caption)}</desc>`;
  const size = (px: string) => `${Number((Number(px) * pointsPerPx).toFixed(3))}pt`;
  return svg.replace(/<svg ([^>]*)width="(\d+)" height="(\d+)">/, (_, names: string, width: string, height: string) => {
    const box = `width="${size(width)}" height="${size(height)}" viewBox="0 0 ${width} ${height}"`;
    return `<svg ${names}${box} role="img">\n${label}`;
  });
}
