/** The series of a plot as chart.js data sets: marks, colours, bar widths. */
import type { Layout } from './layout.js';
import { INK, seriesStyle } from './palette.js';
import type { Plot } from './plot.js';

/** Above this many points a line is drawn without a mark at each. */
const MOST_MARKS = 60;
/** Above this many bars their edges would be all that is seen. */
const MOST_EDGED_BARS = 120;
/** The widest bar, so that two categories do not become two walls. */
const WIDEST_BAR_PX = 90;

export function datasetsOf(plot: Plot, layout: Layout) {
  return plot.series.map(({ name, place, points }, s) => ({
    label: layout.legend[s] ?? name,
    data: points.map(({ x, y, end }) => {
      if (plot.kind === 'area') return { x, y: end };
      const height = plot.kind === 'histogram' && y === 0 ? null : y;
      return plot.categories === undefined ? { x, y: height } : height;
    }),
    ...marksOf(plot, s, points.length, place),
  }));
}

function marksOf(plot: Plot, index: number, points: number, place: number) {
  if (plot.kind === 'area') return filled(index, place);
  return plot.kind === 'line' || plot.kind === 'scatter' ? traced(plot, points, place) : barred(plot, points, place);
}

/** From the series below to its own top; of several points at one x the outline goes straight up. */
function filled(index: number, place: number) {
  const style = seriesStyle(place);
  return {
    fill: index === 0 ? 'origin' : '-1',
    backgroundColor: style.fill,
    borderColor: INK,
    borderWidth: 0.75,
    pointRadius: 0,
    tension: 0,
  };
}

function traced(plot: Plot, points: number, place: number) {
  const style = seriesStyle(place);
  const marked = plot.kind === 'scatter' || points <= MOST_MARKS;
  const open = style.mark === 'cross' || style.mark === 'crossRot' || style.mark === 'star';
  return {
    borderColor: style.colour,
    backgroundColor: style.colour,
    borderWidth: plot.kind === 'scatter' ? (open ? 2 : 0.75) : 2,
    borderDash: plot.kind === 'line' ? style.dash : [],
    pointStyle: marked ? style.mark : 'line',
    pointRadius: marked ? 4.5 : 0,
    pointBorderColor: open ? style.colour : INK,
    pointBorderWidth: open ? 2 : 0.75,
    spanGaps: false,
    tension: 0,
    clip: false,
  };
}

function barred(plot: Plot, points: number, place: number) {
  const style = seriesStyle(place);
  const histogram = plot.kind === 'histogram';
  const overlaid = histogram && plot.series.length > 1;
  const edged = plot.series.length * points <= MOST_EDGED_BARS;
  return {
    backgroundColor: overlaid ? `${style.colour}59` : style.fill,
    borderColor: overlaid ? style.colour : INK,
    borderWidth: overlaid ? { top: 2.5 } : edged ? 0.75 : 0,
    borderSkipped: false,
    grouped: !histogram,
    inflateAmount: 0,
    barPercentage: histogram ? 1 : 0.92,
    categoryPercentage: histogram ? 1 : 0.78,
    ...(histogram ? {} : { maxBarThickness: WIDEST_BAR_PX }),
  };
}
