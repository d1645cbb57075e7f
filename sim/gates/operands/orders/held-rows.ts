/**
 * The left operand held, columns streamed past it, as a weight-stationary array has it: a lane keeps one row's products
 * of one step and meets column after column. Lanes are 16 rows at 8 steps of the depth, from a drawn start.
 */
import { randomWord, streamOf } from '../../../../runtime/random.js';
import { LANES } from '../operand-streams.js';
import { noVisits, type Place, range, stepsOf, type VisitedProduct, type Visits, type VisitWindow } from '../visits.js';
import { spread } from './one-output.js';

const ROWS = 16;
const STEPS = LANES / ROWS;

export function heldRowsVisits(product: VisitedProduct, { seed, window, cycles }: VisitWindow): Visits {
  const stream = streamOf('held-rows');
  const draw = (axis: number, count: number) => randomWord(seed, stream, 3 * window + axis) % Math.max(1, count);
  const rows = spread(ROWS, product.m, draw(0, product.m));
  const columns = Math.min(cycles, product.n);
  const first = draw(1, product.n - columns + 1);
  const steps = spread(STEPS, stepsOf(product), draw(2, stepsOf(product)));
  const places = Array.from(
    steps,
    (firstStep): Place => ({ rows, columns: range(first, columns), firstStep, steps: 1 }),
  );
  const visits = noVisits(cycles, places);
  for (let at = 0; at < visits.rows.length; at++) {
    visits.rows[at] = (at % LANES) % ROWS;
    visits.columns[at] = Math.floor(at / LANES) % columns;
  }
  return visits;
}
