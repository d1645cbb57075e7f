/**
 * Gates against measured power: a unit's energy on operands made as a study made them, in the order in which its GPU
 * is taken to stream them, beside the measured watts; a line through them with offset and gain free. Beside it what the
 * toggles of the operand inputs alone give. Both operands are filled with the depth as the first index of the matrix:
 * the study fills row by row and reads column by column, B transposed.
 * Left out: everything of the GPU but its units: caches, registers, schedulers; they are in the offset, or follow
 * the operands in the gain.
 */
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { productsOf } from '../../../models/hardware/of-unit.js';
import type { MeasuredFill, MeasuredProduct } from '../../../models/measurements/gpu-power.js';
import type { ArithmeticEngine } from '../../arithmetic/kernels/engine.js';
import { type FillSource, filledMatrix, fillSource } from '../operands/fill.js';
import { columnsOf } from '../operands/operand-lines.js';
import type { StreamOrder } from '../operands/orders/orders.js';
import { constantLeftOut, type LineFit, lineFit } from './line-fit.js';
import { type StreamSource, windowStreams } from './stream-source.js';
import { type Estimate, estimateOf, type GateUnit, operandEnergy, windowEnergy } from './window-energy.js';

export interface MeasuredPowerRequest {
  readonly product: MeasuredProduct;
  readonly gates: GateUnit;
  readonly order: StreamOrder;
  readonly seed: number;
  readonly windows: number;
  readonly cycles: number;
}

/** What a model says of an operand: a multiply-accumulate's energy in fJ, or changed bits of its inputs. */
export const POWER_MODELS = ['central', 'zeroDelay', 'unitDelay', 'inputs'] as const;
export type PowerModel = (typeof POWER_MODELS)[number];

export interface MeasuredPowerRow {
  readonly name: string;
  readonly powerW: number;
  readonly modelled: Readonly<Record<PowerModel, Estimate>>;
}

export interface MeasuredPower {
  readonly rows: readonly MeasuredPowerRow[];
  readonly fits: Readonly<Record<PowerModel, LineFit>>;
  /** Mean error where each row is predicted as the mean of the others. */
  readonly constantLeftOut: number;
}

/** @param progress is told how many rows are done */
export function measuredPower(
  request: MeasuredPowerRequest,
  engine: ArithmeticEngine,
  progress: (done: number, total: number) => void = () => {},
): MeasuredPower {
  const { product, seed } = request;
  const matrix = { rows: product.size, columns: product.size, seed };
  const sides = { a: fillSource({ ...matrix, side: 'a' }), b: fillSource({ ...matrix, side: 'b' }) };
  const rows = product.rows.map((row, done) => {
    const modelled = modelledRow(request, sourceOf(product, row, sides, engine), engine);
    progress(done + 1, product.rows.length);
    return { name: row.name, powerW: row.powerW, modelled };
  });
  const watts = rows.map(({ powerW }) => powerW);
  const fitOf = (model: PowerModel) =>
    lineFit(
      rows.map(({ modelled }) => modelled[model].value),
      watts,
    );
  return {
    rows,
    fits: Object.fromEntries(POWER_MODELS.map((model) => [model, fitOf(model)])) as Record<PowerModel, LineFit>,
    constantLeftOut: constantLeftOut(watts),
  };
}

function sourceOf(
  { format: name, size }: MeasuredProduct,
  { name: operands, fill }: MeasuredFill,
  sides: Readonly<Record<'a' | 'b', FillSource>>,
  engine: ArithmeticEngine,
): StreamSource {
  const format = resolveFloatFormat(name, 'measured power');
  const side = (source: FillSource) => columnsOf(filledMatrix(source, fill, format, engine), size, size);
  return {
    operands,
    lines: { a: side(sides.a), b: side(sides.b) },
    formats: { aFormat: name, bFormat: name, scale: 0 },
  };
}

function modelledRow(
  { gates, order, seed, windows: count, cycles }: MeasuredPowerRequest,
  source: StreamSource,
  engine: ArithmeticEngine,
): MeasuredPowerRow['modelled'] {
  const windows = Array.from({ length: count }, (_, window) => {
    const streams = windowStreams(source, gates.unit, order, { seed, window, cycles }, engine);
    return windowEnergy(gates, streams, source.formats);
  });
  const productsPerStep = productsOf(gates.unit);
  const energy = operandEnergy(windows, productsPerStep);
  return {
    central: energy.centralFj,
    zeroDelay: energy.zeroDelayFj,
    unitDelay: energy.unitDelayFj,
    inputs: estimateOf(windows.map(({ changes }) => (changes.a + changes.b) / productsPerStep)),
  };
}
