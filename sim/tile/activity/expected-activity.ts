/**
 * Activity of a product expected from statistics of its operands, where there are no operands: codes are taken as
 * drawn one by one and independently, exponents as often as the histogram says, sign and mantissa bits half of
 * the time, NaNs never. Real operands are correlated along rows and columns; a run says which it has.
 * Where zeros are gated, each code that is none follows another such. Left out: the latch's way to and from padding (as if
 * each code followed another).
 */
import { type FloatFormat, signCode } from '../../../models/formats/format.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { ZeroGating } from '../../../models/units/unit.js';
import type { ActivityCounts } from '../../../records/counts/tile-counts.js';
import { type AmpShape, ampShape } from '../amp-shape.js';
import type { GemmTask } from '../kernels/gemm/task.js';

/** What is known of a tensor without its codes. */
export interface OperandStatistics {
  readonly format: FloatFormat;
  readonly zeros: number;
  /** Elements by exponent field, zeros and subnormals first. */
  readonly exponentHistogram: readonly number[];
}

/** Operands of a product without their codes. */
export interface ExpectedOperands {
  /** Of the inputs, and of the coefficients. */
  readonly left: OperandStatistics;
  readonly right: OperandStatistics;
  readonly zeroGating: ZeroGating;
}

export function expectedActivity(
  task: GemmTask,
  machine: TileMachine,
  { left, right, zeroGating }: ExpectedOperands,
): ActivityCounts {
  const { m, k, n } = task;
  const shape = ampShape(machine, task.operands, task.partials);
  const [leftZero, rightZero] = [zeroShare(left), zeroShare(right)];
  const distance = meanDistance(left, k, shape) + meanDistance(right, k, shape);
  return {
    zeroMacs: Math.round(m * k * n * (leftZero + rightZero - leftZero * rightZero)),
    nanMacs: 0,
    exponentSpread: Math.round(m * k * n * (1 - leftZero) * (1 - rightZero) * distance),
    inputToggles: Math.round(m * k * Math.ceil(n / shape.outputChannels) * togglesPerCode(left, zeroGating)),
    coefficientToggles: Math.round(k * n * togglesPerCode(right, zeroGating)),
  };
}

function elementsOf({ exponentHistogram }: OperandStatistics): number {
  return exponentHistogram.reduce((sum, count) => sum + count, 0);
}

function zeroShare(statistics: OperandStatistics): number {
  return statistics.zeros / Math.max(1, elementsOf(statistics));
}

/** Bits in which a code differs from the next: 2 p (1 − p) of each bit that is one with p, of the codes that come. */
function togglesPerCode(statistics: OperandStatistics, zeroGating: ZeroGating): number {
  const zeros = zeroShare(statistics);
  if (zeroGating === 'none') return togglesAmong(statistics, zeros);
  return zeros === 1 ? 0 : (1 - zeros) * togglesAmong(withoutZeros(statistics), 0);
}

function withoutZeros(statistics: OperandStatistics): OperandStatistics {
  const [lowest = 0, ...fields] = statistics.exponentHistogram;
  return { ...statistics, zeros: 0, exponentHistogram: [lowest - statistics.zeros, ...fields] };
}

function togglesAmong(statistics: OperandStatistics, zeros: number): number {
  const { format, exponentHistogram } = statistics;
  const elements = Math.max(1, elementsOf(statistics));
  const other = (1 - zeros) / 2;
  const changes = (share: number) => 2 * share * (1 - share);
  let toggles = (format.mantissaBits + (signCode(format) > 0 ? 1 : 0)) * changes(other);
  for (let bit = 0; bit < format.exponentBits; bit++) {
    const ones = exponentHistogram.reduce((sum, count, field) => sum + ((field >>> bit) & 1) * count, 0);
    toggles += changes(ones / elements);
  }
  return toggles;
}

/** How far an operand that is not zero lies below the largest of its panel's, in the mean over panels. */
function meanDistance(statistics: OperandStatistics, k: number, { inputsPerPanel }: AmpShape): number {
  const tail = k % inputsPerPanel;
  const inTail = tail === 0 ? 0 : tail * distanceAmong(statistics, tail);
  return (inTail + (k - tail) * distanceAmong(statistics, inputsPerPanel)) / k;
}

/** Among `count` independent codes: Σ over fields f of P(this one ≤ f) · P(some other one > f). */
function distanceAmong(statistics: OperandStatistics, count: number): number {
  const { zeros, exponentHistogram } = statistics;
  const elements = elementsOf(statistics);
  const plain = elements - zeros;
  if (plain === 0) return 0;
  let atMost = -zeros;
  let distance = 0;
  exponentHistogram.forEach((fieldCount, field) => {
    atMost += fieldCount;
    // Subnormals are aligned as field 1.
    if (field > 0) distance += (atMost / plain) * (1 - wholePower((atMost + zeros) / elements, count - 1));
  });
  return distance;
}

/** By squaring: the same on every machine. */
function wholePower(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
