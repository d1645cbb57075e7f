/**
 * A GPU's warp tile of 64 × 64 outputs by m16n8k16: for each 16 of the depth, tiles of 16 × 8 outputs row by row, the
 * columns there and back (the A fragment held); in an instruction first one half of its depth, then the other, and in
 * each half the four outputs of every thread one after the other. A unit is a thread's: 32 of a warp, four warps.
 * Sources: CUTLASS include/cutlass/gemm/warp/mma_tensor_op.h (Sm80: serpentine, reuse of Ra); PTX ISA, fragments of
 * mma.m16n8k16; halves of the depth as in MMA-Sim, arXiv:2511.10909. Assumed: that units and threads correspond.
 */
import { randomWord, streamOf } from '../../../../runtime/random.js';
import { LANES } from '../operand-streams.js';
import { noVisits, type Place, range, stepsOf, type VisitedProduct, type Visits, type VisitWindow } from '../visits.js';

const TILE = 64;
const [ROWS, COLUMNS, DEPTH] = [16, 8, 16];
const THREADS = 32;
/** Outputs of a thread: rows 0 and 8 below its group, columns 0 and 1 beside its pair. */
const OUTPUTS = [
  [0, 0],
  [0, 1],
  [8, 0],
  [8, 1],
] as const;

export function warpTileVisits(product: VisitedProduct, window: VisitWindow): Visits {
  const stepsPerInstruction = Math.max(1, Math.floor(DEPTH / product.productsPerStep));
  const warps = LANES / THREADS;
  const order = instructionOrder(stepsPerInstruction);
  const chunks = Math.ceil(window.cycles / order.length);
  const places = Array.from({ length: warps }, (_, warp) =>
    warpPlace(product, chunks * stepsPerInstruction, stepsPerInstruction, window.seed, window.window * warps + warp),
  );
  const visits = noVisits(window.cycles, places);
  for (let at = 0; at < visits.rows.length; at++) {
    const cycle = Math.floor(at / LANES);
    const thread = at % THREADS;
    const { row, column, step } = order[cycle % order.length];
    visits.rows[at] = row + Math.floor(thread / 4);
    visits.columns[at] = column + 2 * (thread % 4);
    visits.steps[at] = step + Math.floor(cycle / order.length) * stepsPerInstruction;
  }
  return visits;
}

/** Of one thread: rows and columns without its own offsets, for one instruction depth. */
function instructionOrder(steps: number): { row: number; column: number; step: number }[] {
  const order = [];
  for (let row = 0; row < TILE; row += ROWS) {
    for (let tile = 0; tile < TILE / COLUMNS; tile++) {
      const column = COLUMNS * ((row / ROWS) % 2 === 0 ? tile : TILE / COLUMNS - 1 - tile);
      for (let step = 0; step < steps; step++) {
        for (const [down, right] of OUTPUTS) order.push({ row: row + down, column: column + right, step });
      }
    }
  }
  return order;
}

function warpPlace(product: VisitedProduct, steps: number, grain: number, seed: number, index: number): Place {
  const stream = streamOf('warp-tile');
  const draw = (axis: number, count: number) => randomWord(seed, stream, 3 * index + axis) % Math.max(1, count);
  const firstStep = grain * draw(2, Math.floor((stepsOf(product) - steps) / grain) + 1);
  return {
    rows: range(TILE * draw(0, Math.floor(product.m / TILE)), TILE),
    columns: range(TILE * draw(1, Math.floor(product.n / TILE)), TILE),
    firstStep,
    steps,
  };
}
