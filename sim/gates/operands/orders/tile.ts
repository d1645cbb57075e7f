/**
 * An IPU tile, as its gemm program streams: a panel of coefficients held, rows through it in the order in which the
 * barrel issues (worker by worker, so that part of a row follows part of a row of the next worker), panel after panel,
 * partials in and out. A channel has one unit, which takes an issue's products of that channel: 16 channels in each of
 * eight tiles. A tile's block of rows and depth, its column group and where the window begins are drawn; a stream that is
 * shorter than the window begins again.
 * Left out: cycles in which units stand still, between panels and at the ends of rows.
 */
import { InputError } from '../../../../models/input-error.js';
import { type OperandWidth, PARTIAL_WIDTHS, type PartialWidth } from '../../../../models/machines/operand-width.js';
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { randomWord, streamOf } from '../../../../runtime/random.js';
import { issueOrder } from '../../../tile/activity/counted-activity.js';
import { type AmpShape, ampShape } from '../../../tile/amp-shape.js';
import type { SupervisorStep, WorkerProgram } from '../../../tile/engines/program.js';
import { gemmProgram } from '../../../tile/kernels/gemm/program.js';
import { LANES } from '../operand-streams.js';
import { noVisits, type Place, range, type VisitedProduct, type Visits, type VisitWindow } from '../visits.js';

/** Rows and depth of a product on one tile. */
export interface TileBlock {
  readonly rows: number;
  readonly depth: number;
}

/** What a tile is given, and its machine. */
export interface StreamedTile {
  readonly machine: TileMachine;
  readonly operands: OperandWidth;
  /** Of a plan; some rows and all of the depth where there is none. */
  readonly block?: TileBlock;
}

/** Rows on a tile where nothing is known of it: enough that the barrel's rows are steady. */
const USUAL_ROWS = 128;

/** One tile's stream: row × issues a row + issue in the order of the barrel, the same for every panel. */
interface TileStream extends TileBlock {
  readonly shape: AmpShape;
  readonly order: Int32Array;
  readonly panels: number;
}

/** @throws InputError where the unit does not take what an issue brings to a channel */
export function tileVisits(product: VisitedProduct, window: VisitWindow, tile: StreamedTile): Visits {
  const stream = tileStream(product, tile);
  const { shape } = stream;
  const perChannel = shape.macsPerIssue / shape.outputChannels;
  if (perChannel !== product.productsPerStep) {
    const expected = `a unit of ${perChannel} products, as an issue brings to a channel of ${tile.machine.name}`;
    throw new InputError('order tile', expected, String(product.productsPerStep));
  }
  const tiles = LANES / shape.outputChannels;
  const parts = Array.from({ length: tiles }, (_, at) =>
    tilePart(product, stream, window, streamOf('tile', window.window * tiles + at)),
  );
  const visits = noVisits(
    window.cycles,
    parts.map(({ place }) => place),
  );
  for (let at = 0; at < visits.rows.length; at++) {
    const { rows, steps } = parts[visits.placeOfLane[at % LANES]];
    const cycle = Math.floor(at / LANES);
    visits.rows[at] = rows[cycle];
    visits.columns[at] = (at % LANES) % shape.outputChannels;
    visits.steps[at] = steps[cycle];
  }
  return visits;
}

function tileStream(product: VisitedProduct, { machine, operands, block }: StreamedTile): TileStream {
  const { m, n, k } = product;
  const rows = Math.min(block?.rows ?? USUAL_ROWS, m);
  const depth = Math.min(block?.depth ?? k, k);
  const sizes = { m: rows, k: depth, n, operands, partials: partialsOf(product, machine, operands) };
  const { steps, amp } = gemmProgram(
    { kind: 'gemm', ...sizes, output: 'plain', coefficients: 'interleaved', start: 'output' },
    machine,
  );
  if (amp === null) throw new InputError('order tile', 'a machine that multiplies on an AMP', machine.name);
  return { rows, depth, shape: amp.shape, order: issueOrder(firstLaunch(steps), amp), panels: amp.inputPanels };
}

/** The narrowest with which an issue brings as many products to a channel as the unit takes; else those of the operands. */
function partialsOf({ productsPerStep }: VisitedProduct, machine: TileMachine, operands: OperandWidth): PartialWidth {
  const usual = operands === 'fp32' ? 'fp32' : 'fp16';
  const widths = operands === 'fp32' ? (['fp32'] as const) : PARTIAL_WIDTHS;
  return (
    widths.find((partials) => {
      const { macsPerIssue, outputChannels } = ampShape(machine, operands, partials);
      return macsPerIssue / outputChannels === productsPerStep;
    }) ?? usual
  );
}

function firstLaunch(steps: readonly SupervisorStep[]): readonly WorkerProgram[] {
  for (const step of steps) {
    if (step.kind === 'launch') return step.workers;
    const workers = step.kind === 'loop' && step.trips > 0 ? firstLaunch(step.steps) : [];
    if (workers.length > 0) return workers;
  }
  return [];
}

/** A tile's window: its place, and of each cycle the row among the place's and the step from its first. */
function tilePart(product: VisitedProduct, stream: TileStream, { seed, cycles }: VisitWindow, key: number) {
  const draw = (axis: number, count: number) => randomWord(seed, key, axis) % Math.max(1, count);
  const { order, panels, shape } = stream;
  const { issuesPerRow } = shape;
  const length = order.length * panels;
  const start = draw(0, length - cycles + 1);
  const issues = Array.from({ length: cycles }, (_, cycle) => (start + cycle) % length);
  const firstRow = stream.rows * draw(1, Math.floor(product.m / stream.rows));
  const visited = issues.map((at) => firstRow + Math.floor(order[at % order.length] / issuesPerRow));
  const stepsAt = issues.map(
    (at) => Math.floor(at / order.length) * issuesPerRow + (order[at % order.length] % issuesPerRow),
  );
  const rows = [...new Set(visited)];
  const firstStep = Math.min(...stepsAt);
  const place: Place = {
    rows: Int32Array.from(rows),
    columns: range(shape.outputChannels * draw(2, Math.ceil(product.n / shape.outputChannels)), shape.outputChannels),
    ...placedSteps(product, stream, draw(3, Math.floor(product.k / stream.depth)), firstStep),
    steps: Math.max(...stepsAt) - firstStep + 1,
  };
  const indices = new Map(rows.map((row, index) => [row, index]));
  return {
    place,
    rows: visited.map((row) => indices.get(row) as number),
    steps: stepsAt.map((step) => step - firstStep),
  };
}

/** @param part which of the tiles that share the depth */
function placedSteps(
  { productsPerStep }: VisitedProduct,
  { depth }: TileStream,
  part: number,
  firstStep: number,
): Pick<Place, 'firstStep' | 'sumsFrom'> {
  const sumsFrom = Math.floor((part * depth) / productsPerStep);
  return { firstStep: sumsFrom + firstStep, sumsFrom };
}
