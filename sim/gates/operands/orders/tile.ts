/**
 * An IPU tile, as its gemm program streams: a panel of coefficients held, rows through it in the order in which the
 * barrel issues (worker by worker, so that part of a row after part of a row of the next worker), partials in and out.
 * A channel has one unit, which takes an issue's products of that channel: 16 channels in each of eight tiles. Tiles are
 * 128 rows each; column group, panel and first row are drawn.
 * Left out: cycles between panels and at the ends of rows, in which nothing is issued and operands stay; the tiles of an
 * actual plan (sim/array/plan), whose rows may be fewer.
 */
import { InputError } from '../../../../models/input-error.js';
import type { OperandWidth } from '../../../../models/machines/operand-width.js';
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { randomWord, streamOf } from '../../../../runtime/random.js';
import { issueOrder } from '../../../tile/activity/counted-activity.js';
import type { AmpShape } from '../../../tile/amp-shape.js';
import type { SupervisorStep, WorkerProgram } from '../../../tile/engines/program.js';
import { gemmProgram } from '../../../tile/kernels/gemm/program.js';
import { LANES } from '../operand-streams.js';
import { noVisits, type Place, range, type VisitedProduct, type Visits, type VisitWindow } from '../visits.js';

/** What a tile is given, and its machine. */
export interface StreamedTile {
  readonly machine: TileMachine;
  readonly operands: OperandWidth;
  readonly partials: 'fp16' | 'fp32';
}

/** Rows of the product on a tile: enough that the barrel's rows are steady. */
const MOST_ROWS = 128;

/** @throws InputError where the unit does not take what an issue brings to a channel */
export function tileVisits(product: VisitedProduct, window: VisitWindow, tile: StreamedTile): Visits {
  const rows = Math.min(MOST_ROWS, product.m);
  const { shape, order } = tileOrder(rows, product, tile);
  const perChannel = shape.macsPerIssue / shape.outputChannels;
  if (perChannel !== product.productsPerStep) {
    const expected = `a unit of ${perChannel} products, as an issue brings to a channel of ${tile.machine.name}`;
    throw new InputError('order tile', expected, String(product.productsPerStep));
  }
  const tiles = LANES / shape.outputChannels;
  const panels = Math.ceil(window.cycles / order.length);
  const places = Array.from({ length: tiles }, (_, at) =>
    tilePlace(product, { rows, panels, shape }, window.seed, window.window * tiles + at),
  );
  return filledVisits(noVisits(window.cycles, places), order, shape);
}

function filledVisits(visits: Visits, order: Int32Array, { outputChannels, issuesPerRow }: AmpShape): Visits {
  for (let at = 0; at < visits.rows.length; at++) {
    const cycle = Math.floor(at / LANES);
    const issue = order[cycle % order.length];
    visits.rows[at] = Math.floor(issue / issuesPerRow);
    visits.columns[at] = (at % LANES) % outputChannels;
    visits.steps[at] = Math.floor(cycle / order.length) * issuesPerRow + (issue % issuesPerRow);
  }
  return visits;
}

/** Row × issues a row + issue, in the order of the barrel, through one panel. */
function tileOrder(rows: number, { n, k }: VisitedProduct, { machine, operands, partials }: StreamedTile) {
  const { steps, amp } = gemmProgram(
    { kind: 'gemm', m: rows, k, n, operands, partials, output: 'plain', coefficients: 'interleaved', start: 'output' },
    machine,
  );
  if (amp === null) throw new InputError('order tile', 'a machine that multiplies on an AMP', machine.name);
  return { shape: amp.shape, order: issueOrder(firstLaunch(steps), amp) };
}

function firstLaunch(steps: readonly SupervisorStep[]): readonly WorkerProgram[] {
  for (const step of steps) {
    if (step.kind === 'launch') return step.workers;
    if (step.kind === 'loop' && step.trips > 0) {
      const workers = firstLaunch(step.steps);
      if (workers.length > 0) return workers;
    }
  }
  return [];
}

interface TileShare {
  readonly rows: number;
  readonly panels: number;
  readonly shape: AmpShape;
}

function tilePlace(product: VisitedProduct, { rows, panels, shape }: TileShare, seed: number, index: number): Place {
  const stream = streamOf('tile');
  const draw = (axis: number, count: number) => randomWord(seed, stream, 3 * index + axis) % Math.max(1, count);
  const { outputChannels, inputsPerPanel, issuesPerRow } = shape;
  const inputPanels = Math.ceil(product.k / inputsPerPanel);
  return {
    rows: range(draw(0, product.m - rows + 1), rows),
    columns: range(outputChannels * draw(1, Math.ceil(product.n / outputChannels)), outputChannels),
    firstStep: issuesPerRow * draw(2, inputPanels - panels + 1),
    steps: panels * issuesPerRow,
  };
}
