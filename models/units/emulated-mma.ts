/**
 * NVIDIA Hopper and Blackwell: mma.sync m16n8k32 of fp8, which these chips do not compute in their fp8 datapath. Both
 * operands become float16; two steps of the chip's float16 unit take 16 products each, first those with K mod 4 of 0
 * and 1, then 2 and 3 (a register holds four codes, and its halves are widened apart); the accumulator is added behind
 * them by an IEEE 754 addition.
 * Source: rows captured from H100, H200 and B200 (captures.ts), which no other order, number of steps, or place of the
 * accumulator explains; NVIDIA/cutlass issue 1986 (a maintainer: not native on Hopper, converted).
 */
import { CAPTURES_SOURCE } from './captures.js';
import { FLOAT16_NEAREST, FLOAT32_TRUNCATED, OCP_FP8 } from './nvidia.js';
import { alignedTruncated } from './sum-rules.js';
import { SCALES_ASSUMED, tableFamily, type UnitRow } from './table.js';
import type { UnitFamily } from './unit.js';

/** Products of one instruction, and fp8 codes of a register of 32 bits. */
const INSTRUCTION = { products: 32, group: 4 } as const;

function emulatedMma(name: string, chip: string, native: string): UnitFamily {
  return tableFamily(
    {
      name,
      summary: `NVIDIA ${chip} mma.sync of fp8, not native: through float16 in two steps of 16 products, interleaved; the accumulator is added behind them (its native fp8: ${native})`,
      source: `${CAPTURES_SOURCE}; NVIDIA/cutlass issue 1986`,
      assumed: [
        'the rule is fitted to captured rows, not documented; the unit is arithmetic, not a timed machine',
        'into float32 the rows show only a sum without loss and one addition, nearest-even, of the accumulator; order, 25 fraction bits and truncation are those of the float16 rows and of the chip’s float16 unit',
        'NaN, infinities, overflow, −0, and e4m3 with e5m2 follow float16 and an IEEE 754 addition: no row holds them',
        'long sums are chained: d of one instruction is c of the next; missing products are zeros',
        SCALES_ASSUMED,
      ],
      choices: ['accumulator'],
    },
    [rowInto(FLOAT32_TRUNCATED), rowInto(FLOAT16_NEAREST)],
  );
}

/** Each instruction's sum starts from +0 and is added to the accumulator in its format. */
function rowInto(accumulator: UnitRow['accumulator']): UnitRow {
  return {
    a: OCP_FP8,
    b: OCP_FP8,
    operandsAs: 'float16',
    accumulator,
    productsPerStep: 16,
    interleave: INSTRUCTION,
    sum: alignedTruncated(25),
    promotion: { products: INSTRUCTION.products, format: accumulator.format },
  };
}

export const hopperMma = emulatedMma('hopper-mma', 'Hopper', '`hopper`');
export const blackwellMma = emulatedMma('blackwell-mma', 'Blackwell (B200)', '`blackwell`');
