/**
 * Streams of codes from a product and the order in which units meet it. The accumulator of each cycle is the partial
 * sum of that output as the unit itself makes it, from the first product on.
 */
import { randomWord, streamOf } from '../../../runtime/random.js';
import { linesBetween, type ProductLines } from './operand-lines.js';
import { LANES, type OperandStreams } from './operand-streams.js';
import type { UnitArithmetic } from './unit-arithmetic.js';
import type { Place, Visits } from './visits.js';

/** What is the same in all cycles. */
export interface StreamPorts {
  readonly aFormat?: number;
  readonly bFormat?: number;
  readonly scale?: number;
  readonly randomBits?: number;
}

export function gatheredStreams(
  product: ProductLines,
  visits: Visits,
  arithmetic: UnitArithmetic,
  ports: StreamPorts = {},
): OperandStreams {
  const { cycles } = visits;
  const { productsPerStep } = arithmetic;
  const places = visits.places.map((place) => gatheredPlace(product, place, arithmetic));
  const a = new Uint32Array(cycles * LANES * productsPerStep);
  const b = new Uint32Array(a.length);
  const c = new Uint32Array(cycles * LANES);
  for (let at = 0; at < c.length; at++) {
    const { left, right, partials, rows, columns, depth } = places[visits.placeOfLane[at % LANES]];
    const [row, column, step] = [visits.rows[at], visits.columns[at], visits.steps[at]];
    const [fromA, fromB] = [row * depth + step * productsPerStep, column * depth + step * productsPerStep];
    for (let product = 0; product < productsPerStep; product++) {
      a[at * productsPerStep + product] = left[fromA + product];
      b[at * productsPerStep + product] = right[fromB + product];
    }
    c[at] = partials[(step * rows + row) * columns + column];
  }
  return { cycles, productsPerStep, a, b, c, ...constantPorts(cycles * LANES, ports) };
}

/** Operands of the visited steps, line by line, and partials [step][row][column] before each. */
function gatheredPlace(product: ProductLines, place: Place, { productsPerStep, sums }: UnitArithmetic) {
  const from = place.firstStep * productsPerStep;
  const depth = place.steps * productsPerStep;
  const left = linesBetween(product.a, place.rows, from, from + depth);
  const right = linesBetween(product.b, place.columns, from, from + depth);
  const [rows, columns] = [place.rows.length, place.columns.length];
  const partials = new Uint32Array(place.steps * rows * columns);
  const sum = (first: number, end: number, initial: ReturnType<typeof sums> | undefined) => {
    const a = linesBetween(product.a, place.rows, first, end);
    const b = linesBetween(product.b, place.columns, first, end);
    return sums({ a, b, rows, columns, depth: end - first, initial });
  };
  const start = (place.sumsFrom ?? 0) * productsPerStep;
  let partial = from === start ? undefined : sum(start, from, undefined);
  for (let step = 0; step < place.steps; step++) {
    if (partial !== undefined) partials.set(partial, step * rows * columns);
    if (step + 1 === place.steps) break;
    partial = sum(from + step * productsPerStep, from + (step + 1) * productsPerStep, partial);
  }
  return { left, right, partials, rows, columns, depth };
}

function constantPorts(length: number, { aFormat, bFormat, scale, randomBits }: StreamPorts): Partial<OperandStreams> {
  const filled = (value: number) => new Uint32Array(length).fill(value);
  return {
    ...(aFormat === undefined ? {} : { aFormat: filled(aFormat) }),
    ...(bFormat === undefined ? {} : { bFormat: filled(bFormat) }),
    ...(scale === undefined ? {} : { scale: new Int32Array(length).fill(scale) }),
    ...(randomBits === undefined ? {} : { random: drawnBits(length, randomBits) }),
  };
}

function drawnBits(length: number, bits: number): Uint32Array {
  const stream = streamOf('random-port');
  return Uint32Array.from({ length }, (_, at) => randomWord(0, stream, at) >>> (32 - bits));
}
