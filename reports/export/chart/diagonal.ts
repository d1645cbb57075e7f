/** The line on which both axes have the same value, where a chart asks for it. */
import type { Plugin } from 'chart.js';
import { MUTED_INK } from './palette.js';
import type { Plot } from './plot.js';

const LINE_PX = 1;
const DASH_PX = [6, 4];

export function diagonalPlugin({ diagonal }: Plot): Plugin {
  return {
    id: 'octile-diagonal',
    beforeDatasetsDraw: ({ ctx, scales: { x, y } }) => {
      if (diagonal === undefined || x === undefined || y === undefined) return;
      const [low, high] = [Math.max(x.min, y.min), Math.min(x.max, y.max)];
      if (low >= high) return;
      ctx.save();
      ctx.beginPath();
      ctx.setLineDash(DASH_PX);
      ctx.lineWidth = LINE_PX;
      ctx.strokeStyle = MUTED_INK;
      ctx.moveTo(x.getPixelForValue(low), y.getPixelForValue(low));
      ctx.lineTo(x.getPixelForValue(high), y.getPixelForValue(high));
      ctx.stroke();
      ctx.restore();
    },
  };
}
