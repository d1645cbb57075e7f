/**
 * One output a lane, cycle after cycle along the depth, as an output-stationary array has it. Lanes are 8 rows by 16
 * columns, spread evenly over the product from a drawn start.
 */
import { randomWord, streamOf } from '../../../../runtime/random.js';
import { LANES } from '../operand-streams.js';
import { noVisits, stepsOf, type VisitedProduct, type Visits, type VisitWindow } from '../visits.js';

const ROWS = 8;
const COLUMNS = LANES / ROWS;

export function oneOutputVisits(product: VisitedProduct, { seed, window, cycles }: VisitWindow): Visits {
  const stream = streamOf('one-output');
  const draw = (axis: number, count: number) => randomWord(seed, stream, 3 * window + axis) % Math.max(1, count);
  const steps = Math.min(cycles, stepsOf(product));
  const place = {
    rows: spread(ROWS, product.m, draw(0, product.m)),
    columns: spread(COLUMNS, product.n, draw(1, product.n)),
    firstStep: draw(2, stepsOf(product) - steps + 1),
    steps,
  };
  const visits = noVisits(cycles, [place]);
  for (let at = 0; at < visits.rows.length; at++) {
    const lane = at % LANES;
    visits.rows[at] = Math.floor(lane / COLUMNS);
    visits.columns[at] = lane % COLUMNS;
    visits.steps[at] = Math.floor(at / LANES) % steps;
  }
  return visits;
}

/** `count` of `length` lines, evenly, from `first` and around the end. */
export function spread(count: number, length: number, first: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => (first + Math.floor((i * length) / count)) % length);
}
