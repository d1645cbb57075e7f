/** `--width`, `--height`, `--text` and `--dpi` as a figure: lengths in four units, and what stands where nothing is said. */
import { expect, it } from 'vitest';
import { figureOf } from '../../cli/options/figure.js';

const NOTHING = { width: undefined, height: undefined, text: 'outlines', dpi: undefined };
const widthPt = (width: string) => {
  const { widthPx, pointsPerPx } = figureOf({ ...NOTHING, width }).sheet;
  return widthPx * pointsPerPx;
};

it.each([
  ['85mm', (85 * 72) / 25.4],
  ['8.5cm', (85 * 72) / 25.4],
  ['3.3in', 237.6],
  ['240pt', 240],
  ['240 pt', 240],
])('%s is so many points wide', (width, points) => {
  expect(widthPt(width)).toBeCloseTo(points, 9);
});

it('has labels of 7 points at any width: 13 pixels of the layout', () => {
  for (const width of ['40mm', '85mm', '170mm', '400mm']) {
    const points = 13 * figureOf({ ...NOTHING, width }).sheet.pointsPerPx;
    expect(points).toBeGreaterThanOrEqual(7);
    expect(points).toBeLessThan(7.1);
  }
});

it('is for a screen where no width is given, for print where one is', () => {
  expect(figureOf(NOTHING)).toMatchObject({ text: 'outlines', dpi: 192, sheet: { widthPx: 900, title: 'shown' } });
  expect(figureOf({ ...NOTHING, width: '85mm' })).toMatchObject({ dpi: 300, sheet: { title: 'in the caption' } });
  expect(figureOf({ ...NOTHING, text: 'text', dpi: 600 })).toMatchObject({ text: 'text', dpi: 600 });
});
