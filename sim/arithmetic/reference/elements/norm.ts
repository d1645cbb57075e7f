/** Norms and their gradients in float64, row by row or column by column; a deviation is √(variance + ε). */
import { NORM_EPSILON } from '../../../../models/networks/graph.js';
import type { NormFunction } from '../../../../records/trace/op.js';
import type { NormRequest } from '../../elements.js';
import { valuesOfCodes } from './values.js';

type Values = Float32Array<ArrayBufferLike>;

interface Request {
  readonly inputs: readonly Values[];
  readonly rows: number;
  readonly columns: number;
}

type Compute = (request: Request) => Float32Array;

const FUNCTIONS: Readonly<Record<NormFunction, Compute>> = {
  'layer-norm': ({ inputs: [x, parameters], ...dims }) =>
    layerApplied([x as Values, layerStatistics(x as Values, dims.columns), parameters as Values], dims.columns),
  'add-layer-norm': ({ inputs: [x, residual, parameters], ...dims }) => {
    const sum = (x as Values).map((value, i) => value + ((residual as Values)[i] as number));
    return layerApplied([sum, layerStatistics(sum, dims.columns), parameters as Values], dims.columns);
  },
  'layer-norm-statistics': ({ inputs: [x], columns }) => layerStatistics(x as Values, columns),
  'layer-norm-apply': ({ inputs, columns }) => layerApplied(inputs, columns),
  'layer-norm-backward': ({ inputs: [x, statistics, parameters, dy], columns }) =>
    byRow(x as Values, columns, (row, dx) => {
      const [mean, deviation] = pairAt(statistics, row);
      const normal = (c: number) => (at(x, row * columns + c) - mean) / deviation;
      const slope = (c: number) => at(dy, row * columns + c) * at(parameters, c);
      const shared = meanOf(columns, slope);
      const leaning = meanOf(columns, (c) => slope(c) * normal(c));
      for (let c = 0; c < columns; c++) dx[c] = (slope(c) - shared - normal(c) * leaning) / deviation;
    }),
  'layer-norm-parameters': ({ inputs: [x, statistics, dy], columns }) =>
    parameterSums(x as Values, columns, (i, row) => {
      const [mean, deviation] = pairAt(statistics, row);
      return [(at(dy, i) * (at(x, i) - mean)) / deviation, at(dy, i)];
    }),
  'rms-norm': ({ inputs: [x, scale], columns }) =>
    byRow(x as Values, columns, (row, y) => {
      const size = rootMeanSquare(x as Values, row, columns);
      for (let c = 0; c < columns; c++) y[c] = (at(x, row * columns + c) / size) * at(scale, c);
    }),
  'rms-norm-backward': ({ inputs: [x, scale, dy], columns }) =>
    byRow(x as Values, columns, (row, dx) => {
      const size = rootMeanSquare(x as Values, row, columns);
      const slope = (c: number) => at(dy, row * columns + c) * at(scale, c);
      const leaning = meanOf(columns, (c) => slope(c) * at(x, row * columns + c)) / (size * size);
      for (let c = 0; c < columns; c++) dx[c] = (slope(c) - at(x, row * columns + c) * leaning) / size;
    }),
  'rms-norm-parameters': ({ inputs: [x, dy], rows, columns }) => {
    const sums = new Float64Array(columns);
    for (let row = 0; row < rows; row++) {
      const size = rootMeanSquare(x as Values, row, columns);
      for (let c = 0; c < columns; c++) {
        sums[c] = (sums[c] as number) + (at(dy, row * columns + c) * at(x, row * columns + c)) / size;
      }
    }
    return Float32Array.from(sums);
  },
  'batch-norm-statistics': ({ inputs: [x], rows, columns }) => batchStatistics(x as Values, rows, columns),
  'batch-norm-apply': ({ inputs: [x, statistics, parameters], columns }) =>
    (x as Values).map((value, i) => {
      const c = i % columns;
      const normal = (value - at(statistics, c)) / at(statistics, columns + c);
      return normal * at(parameters, c) + at(parameters, columns + c);
    }),
  'batch-norm-parameters': ({ inputs: [x, statistics, dy], columns }) =>
    parameterSums(x as Values, columns, (i) => {
      const c = i % columns;
      return [(at(dy, i) * (at(x, i) - at(statistics, c))) / at(statistics, columns + c), at(dy, i)];
    }),
  'batch-norm-backward': ({ inputs: [x, statistics, parameters, gradients, dy], rows, columns }) =>
    (x as Values).map((value, i) => {
      const c = i % columns;
      const deviation = at(statistics, columns + c);
      const normal = (value - at(statistics, c)) / deviation;
      const shared = (at(gradients, columns + c) + normal * at(gradients, c)) / rows;
      return (at(parameters, c) / deviation) * (at(dy, i) - shared);
    }),
};

export function normed({ function: applied, inputs, rows, columns }: NormRequest): Float32Array {
  return FUNCTIONS[applied]({ inputs: inputs.map(({ codes, format }) => valuesOfCodes(codes, format)), rows, columns });
}

function at(values: Values | undefined, i: number): number {
  return (values as Values)[i] as number;
}

/** Rounded once: of a power engines leave the last bit open. */
function square(value: number): number {
  return value * value;
}

/** The two statistics of a row. */
function pairAt(statistics: Values | undefined, row: number): [number, number] {
  return [at(statistics, 2 * row), at(statistics, 2 * row + 1)];
}

function meanOf(columns: number, value: (c: number) => number): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) sum += value(c);
  return sum / columns;
}

/** A result of the input's shape, filled row by row. */
function byRow(x: Values, columns: number, fill: (row: number, result: Float32Array) => void): Float32Array {
  const results = new Float32Array(x.length);
  for (let row = 0; row * columns < x.length; row++) fill(row, results.subarray(row * columns, (row + 1) * columns));
  return results;
}

/** Sums over rows of what scale and shift get of each element: two rows. */
function parameterSums(x: Values, columns: number, shares: (i: number, row: number) => [number, number]): Float32Array {
  const sums = new Float64Array(2 * columns);
  for (let i = 0; i < x.length; i++) {
    const c = i % columns;
    const [scale, shift] = shares(i, Math.floor(i / columns));
    sums[c] = (sums[c] as number) + scale;
    sums[columns + c] = (sums[columns + c] as number) + shift;
  }
  return Float32Array.from(sums);
}

/** Mean and deviation of each row, side by side. */
function layerStatistics(x: Values, columns: number): Float32Array {
  const statistics = new Float32Array((2 * x.length) / columns);
  for (let row = 0; row * columns < x.length; row++) {
    const mean = meanOf(columns, (c) => at(x, row * columns + c));
    const variance = meanOf(columns, (c) => square(at(x, row * columns + c) - mean));
    statistics.set([mean, Math.sqrt(variance + NORM_EPSILON)], 2 * row);
  }
  return statistics;
}

function layerApplied([x, statistics, parameters]: readonly Values[], columns: number): Float32Array {
  return byRow(x as Values, columns, (row, y) => {
    const [mean, deviation] = pairAt(statistics, row);
    for (let c = 0; c < columns; c++) {
      y[c] = ((at(x, row * columns + c) - mean) / deviation) * at(parameters, c) + at(parameters, columns + c);
    }
  });
}

function rootMeanSquare(x: Values, row: number, columns: number): number {
  return Math.sqrt(meanOf(columns, (c) => square(at(x, row * columns + c))) + NORM_EPSILON);
}

/** Means of all columns, then their deviations. */
function batchStatistics(x: Values, rows: number, columns: number): Float32Array {
  const sums = new Float64Array(2 * columns);
  for (let i = 0; i < x.length; i++) sums[i % columns] = (sums[i % columns] as number) + at(x, i);
  const means = sums.slice(0, columns).map((sum) => sum / rows);
  for (let i = 0; i < x.length; i++) {
    const c = columns + (i % columns);
    sums[c] = (sums[c] as number) + square(at(x, i) - (means[i % columns] as number));
  }
  const deviations = sums.slice(columns).map((sum) => Math.sqrt(sum / rows + NORM_EPSILON));
  return Float32Array.from([...means, ...deviations]);
}
