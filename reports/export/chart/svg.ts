/**
 * What the canvas wrote as SVG, made reproducible and fit for embedding: ids that are unique in a page
 * and equal from call to call, a view box, a title and a description. Drawing is left as it is.
 */
import type { Chart } from '../../../records/report.js';
import { escapeXml } from '../escape.js';

export function tidySvg(svg: string, chart: Chart): string {
  return described(compact(withStableIds(withoutEmptyGroups(svg), chart.id)), chart);
}

/** Without the XML declaration and with a label of title and caption, for use inside HTML. */
export function inlineSvg(svg: string, chart: Chart): string {
  const label = escapeXml([chart.title, chart.caption].filter((text) => text !== '').join('. '));
  return svg.replace(/^<\?xml[^>]*\?>\s*/, '').replace('role="img">', () => `role="img" aria-label="${label}">`);
}

/** Ids are numbered by first appearance; the canvas numbers them on from chart to chart. */
function withStableIds(svg: string, chartId: string): string {
  const ids = new Map<string, string>();
  return svg.replace(/(?<=id="|url\(#|href="#)[A-Za-z]+_[0-9a-f]+/g, (id) => {
    const stable = ids.get(id) ?? `clip-${chartId}-${ids.size + 1}`;
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

function described(svg: string, chart: Chart): string {
  const label = `<title>${escapeXml(chart.title)}</title>\n<desc>${escapeXml(chart.caption)}</desc>`;
  return svg.replace(/<svg ([^>]*)width="(\d+)" height="(\d+)">/, (_, names: string, width: string, height: string) => {
    return `<svg ${names}width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">\n${label}`;
  });
}
