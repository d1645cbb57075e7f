/**
 * Activity of a product over all tiles of its plan: each tile's block is cut from the operands and run
 * through the tile engine. Sums over tiles; the order of tiles does not matter. Zeros are gated where the product's unit
 * says so; the AMP of no machine here is known to do it (models/units/ipu21-amp.ts).
 */
import { bitsOf } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import type { ZeroGating } from '../../models/units/unit.js';
import { addCounts, noCounts } from '../../records/counts/counts.js';
import { ACTIVITY_COUNTS, type ActivityCounts } from '../../records/counts/tile-counts.js';
import type { RoundAxis } from '../../records/run.js';
import type { Codes } from '../arithmetic/codes.js';
import { partOf, type Range } from './memory/placement.js';
import { executedShape, type GemmPlan } from './plan/gemm-plan.js';
import { type GemmShape, gemmTask, grainsOf } from './plan/gemm-shape.js';
import type { TileRunner } from './tile-runner.js';

/** A matrix of codes, row-major. */
export interface CodeMatrix {
  readonly codes: Codes;
  readonly columns: number;
  readonly format: string;
}

/** The codes of a stored tensor: little-endian, as wide as the format. */
export function codesOfBytes(bytes: Uint8Array, format: string): Codes {
  const width = Math.ceil(bitsOf(resolveFloatFormat(format, 'operand')) / 8);
  const copy = new Uint8Array(bytes).buffer;
  return width === 1 ? new Uint8Array(copy) : width === 2 ? new Uint16Array(copy) : new Uint32Array(copy);
}

/** Operands of a product given as bytes must be what the shape says. */
export function checkOperand(matrix: CodeMatrix, rows: number, columns: number, where: string): void {
  if (matrix.columns === columns && matrix.codes.length === rows * columns) return;
  const got = `${matrix.codes.length / Math.max(1, matrix.columns)} × ${matrix.columns}`;
  throw new InputError(
    where,
    `${rows} × ${columns} codes of ${bitsOf(resolveFloatFormat(matrix.format, where))} bits`,
    got,
  );
}

/** How a product is run: its shape, its plan, whether its unit keeps zeros from latch and store. */
export interface PlannedProduct {
  readonly shape: GemmShape;
  readonly plan: GemmPlan;
  readonly zeroGating: ZeroGating;
}

/** @param operands left [batch · m × k], right [batch · k × n] */
export function gemmActivity(
  operands: readonly [CodeMatrix, CodeMatrix],
  { shape: given, plan, zeroGating }: PlannedProduct,
  machine: TileMachine,
  runner: TileRunner,
): ActivityCounts {
  const total = noCounts(ACTIVITY_COUNTS);
  const shape = executedShape(given, plan);
  const grains = grainsOf(machine, shape);
  const [left, right] = plan.orientation === 'as-given' ? operands : turned(operands, shape.batch);
  const leftFormat = resolveFloatFormat(left.format, 'operand');
  const rightFormat = resolveFloatFormat(right.format, 'operand');
  const cut = (axis: RoundAxis, length: number, parts: number, grain: number) =>
    partsOf(length, parts, grain).flatMap((part) =>
      axis === plan.roundsOf ? roundsOf(part, plan.rounds, grain) : part,
    );
  const [rows, columns] = [cut('m', shape.m, plan.splitM, 1), cut('n', shape.n, plan.splitN, grains.n)];
  for (let product = 0; product < shape.batch; product++) {
    const at = (range: Range, length: number): Range => moved(range, product * length);
    for (const k of cut('k', shape.k, plan.splitK, grains.k)) {
      const rights = columns.map((n) => ({ n, block: blockOf(right, at(k, shape.k), n) }));
      for (const m of rows) {
        const block = blockOf(left, at(m, shape.m), k);
        for (const { n, block: other } of rights) {
          const task = gemmTask({ m: m.to - m.from, n: n.to - n.from, k: k.to - k.from }, shape);
          addCounts(total, runner.activity(task, { left: block, right: other, leftFormat, rightFormat, zeroGating }));
        }
      }
    }
  }
  return total;
}

function turned([left, right]: readonly [CodeMatrix, CodeMatrix], batch: number): readonly [CodeMatrix, CodeMatrix] {
  return [transposed(right, batch), transposed(left, batch)];
}

/** Each of the matrices that lie one below the other, with rows and columns exchanged. */
function transposed({ codes, columns, format }: CodeMatrix, batch: number): CodeMatrix {
  const rows = codes.length / columns / batch;
  const result = codes.slice();
  for (let at = 0; at < codes.length; at++) {
    const product = Math.floor(at / (rows * columns));
    const within = at - product * rows * columns;
    const row = Math.floor(within / columns);
    result[product * rows * columns + (within - row * columns) * rows + row] = codes[at] as number;
  }
  return { codes: result, columns: rows, format };
}

function partsOf(length: number, parts: number, grain: number): Range[] {
  return Array.from({ length: parts }, (_, i) => partOf(length, parts, grain, i)).filter(({ from, to }) => to > from);
}

/** The parts of a tile's part that rounds take one after another. */
function roundsOf({ from, to }: Range, rounds: number, grain: number): Range[] {
  return partsOf(to - from, rounds, grain).map((part) => moved(part, from));
}

function moved({ from, to }: Range, by: number): Range {
  return { from: from + by, to: to + by };
}

function blockOf({ codes, columns }: CodeMatrix, rows: Range, across: Range): Codes {
  const width = across.to - across.from;
  const block = codes.slice(0, (rows.to - rows.from) * width);
  for (let row = rows.from; row < rows.to; row++) {
    const start = row * columns;
    block.set(codes.subarray(start + across.from, start + across.to), (row - rows.from) * width);
  }
  return block;
}
