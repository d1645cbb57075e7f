/**
 * Activity of a small fp8 product on ipu21, counted in the plainest way: at most a row a worker, so that every
 * issue goes through the rows in order; exponents from decoded values; latch and store as arrays of bytes.
 */

import type { FloatFormat } from '../../../models/formats/format.js';
import type { ActivityCounts } from '../../../records/counts/tile-counts.js';
import { decode } from '../../../sim/arithmetic/reference/convert.js';
import type { GemmOperands } from '../../../sim/tile/activity/activity.js';
import type { GemmTask } from '../../../sim/tile/kernels/gemm/task.js';

const [CHANNELS, PANEL, ISSUE] = [16, 32, 8];

export function countedByHand({ m, k, n }: GemmTask, operands: GemmOperands): ActivityCounts {
  const left = (row: number, input: number) => operands.left[row * k + input] as number;
  const right = (input: number, column: number) => operands.right[input * n + column] as number;
  const leftValue = (row: number, input: number) => decode(operands.leftFormat, left(row, input));
  const rightValue = (input: number, column: number) => decode(operands.rightFormat, right(input, column));
  const counts = { zeroMacs: 0, nanMacs: 0, exponentSpread: 0, inputToggles: 0, coefficientToggles: 0 };
  for (let start = 0; start < k; start += PANEL) {
    const inputs = Array.from({ length: Math.min(PANEL, k - start) }, (_, i) => start + i);
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        const ls = inputs.map((input) => leftValue(row, input));
        const rs = inputs.map((input) => rightValue(input, column));
        const [mostLeft, mostRight] = [largest(ls, operands.leftFormat), largest(rs, operands.rightFormat)];
        inputs.forEach((_, i) => {
          const [l, r] = [ls[i] as number, rs[i] as number];
          if (l === 0 || r === 0) counts.zeroMacs += 1;
          if (Number.isNaN(l) || Number.isNaN(r)) counts.nanMacs += 1;
          if (l === 0 || r === 0 || Number.isNaN(l) || Number.isNaN(r)) return;
          counts.exponentSpread += mostLeft - exponent(l, operands.leftFormat);
          counts.exponentSpread += mostRight - exponent(r, operands.rightFormat);
        });
      }
    }
  }
  const gated = operands.zeroGating === 'gated';
  const latch = new Array<number>(ISSUE).fill(0);
  const store = new Array<number>(PANEL * CHANNELS).fill(0);
  for (let group = 0; group < n; group += CHANNELS) {
    for (let start = 0; start < k; start += PANEL) {
      for (let at = 0; at < PANEL * CHANNELS; at++) {
        const [input, column] = [start + (at % PANEL), group + Math.floor(at / PANEL)];
        const inside = input < k && column < n;
        if (gated && (!inside || rightValue(input, column) === 0)) continue;
        counts.coefficientToggles += replace(store, at, inside ? right(input, column) : 0);
      }
      for (let issue = start; issue < start + PANEL; issue += ISSUE) {
        for (let row = 0; row < m; row++) {
          for (let place = 0; place < ISSUE; place++) {
            const inside = issue + place < k;
            if (gated && (!inside || leftValue(row, issue + place) === 0)) continue;
            counts.inputToggles += replace(latch, place, inside ? left(row, issue + place) : 0);
          }
        }
      }
    }
  }
  return counts;
}

/** Bits that differ; the new code stays. */
function replace(codes: number[], at: number, code: number): number {
  const changed = [...((codes[at] as number) ^ code).toString(2)].filter((bit) => bit === '1').length;
  codes[at] = code;
  return changed;
}

function largest(values: readonly number[], format: FloatFormat): number {
  return Math.max(
    0,
    ...values.filter((value) => value !== 0 && !Number.isNaN(value)).map((value) => exponent(value, format)),
  );
}

/** The exponent field: of a subnormal that of the least normal. */
function exponent(value: number, { bias }: FloatFormat): number {
  return Math.max(1, Math.floor(Math.log2(Math.abs(value))) + bias);
}
