/**
 * What a hardware unit makes of partials, many outputs at once: the accumulator that its next step is given.
 * By the fast arithmetic; integers plainly, wrapping in their accumulator.
 */
import type { FloatDatapath, HardwareUnit, IntegerDatapath } from '../../../models/hardware/hardware-unit.js';
import { streamOf } from '../../../runtime/random.js';
import type { Codes } from '../../arithmetic/codes.js';
import type { ArithmeticEngine } from '../../arithmetic/kernels/engine.js';

/** Outputs [row][column], each of the products of a row of `a` and a line of `b` (both line by line along the depth). */
export interface PartialSums {
  readonly a: Codes;
  readonly b: Codes;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly initial: Codes | undefined;
}

export interface UnitArithmetic {
  readonly productsPerStep: number;
  readonly sums: (request: PartialSums) => Codes;
}

/** Formats and scale of a product on a unit that reads several. */
export interface OperandFormats {
  readonly aFormat: string;
  readonly bFormat: string;
  readonly scale: number;
}

/** @param formats of a float datapath: two that it reads, and a sum of scales in its range */
export function unitArithmetic(
  { name, datapath }: HardwareUnit,
  formats: OperandFormats,
  engine: ArithmeticEngine,
): UnitArithmetic {
  return datapath.kind === 'integer'
    ? { productsPerStep: datapath.productsPerStep, sums: (request) => integerSums(datapath, request) }
    : floatArithmetic(name, datapath, formats, engine);
}

function floatArithmetic(
  name: string,
  datapath: FloatDatapath,
  { aFormat, bFormat, scale }: OperandFormats,
  engine: ArithmeticEngine,
): UnitArithmetic {
  const unit = { ...datapath.unit, aFormat, bFormat };
  const random = { seed: 1, stream: streamOf('partials', name) };
  return {
    productsPerStep: unit.productsPerStep,
    sums: ({ a, b, rows, columns, depth, initial }) =>
      engine.gemm({
        ...{ unit, m: rows, n: columns, k: depth, a, b, scaleSum: scale, bLayout: 'column-major' },
        ...(initial === undefined ? {} : { initial }),
        ...(unit.accumulator.randomBits > 0 ? { random } : {}),
      }).codes,
  };
}

function integerSums({ operandBits, accumulatorBits }: IntegerDatapath, request: PartialSums): Codes {
  const { a, b, rows, columns, depth, initial } = request;
  const mask = accumulatorBits === 32 ? 0xffffffff : 2 ** accumulatorBits - 1;
  const shift = 32 - operandBits;
  const sums = new Uint32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = initial?.[row * columns + column] ?? 0;
      for (let at = 0; at < depth; at++) {
        const left = (a[row * depth + at] << shift) >> shift;
        sum = (sum + Math.imul(left, (b[column * depth + at] << shift) >> shift)) | 0;
      }
      sums[row * columns + column] = sum & mask;
    }
  }
  return sums;
}
