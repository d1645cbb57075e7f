/**
 * Power of an A100 under one matrix product with different values: what gates are held against.
 * Source: "Input-Dependent Power Usage in GPUs", SC 2024 (arXiv:2409.18324): CUTLASS, N = 2,048, float16, operands
 * N(0, 1024²) filled row by row and read column by column, B transposed; DCGM; reduced from its raw data as the mean
 * of samples with a utilisation of at least 90 %. Left out: rows at the cap of 300 W (297 W and more), whose
 * values say nothing of their operands.
 */
import { NORMAL_FILL, type OperandFill } from '../hardware/operand-fill.js';

export interface MeasuredFill {
  readonly name: string;
  readonly fill: OperandFill;
  readonly powerW: number;
}

export interface MeasuredProduct {
  /** As `--measured` takes it. */
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly format: string;
  /** Rows, columns and depth. */
  readonly size: number;
  readonly rows: readonly MeasuredFill[];
}

const DRAWN: OperandFill = { ...NORMAL_FILL, spread: 1024 };

export const A100_FLOAT16_TENSOR_CORE: MeasuredProduct = {
  name: 'a100-float16',
  summary: 'A100, float16 on tensor cores: the ten rows below its cap',
  source: 'arXiv:2409.18324, raw data, samples with utilisation ≥ 90 %',
  format: 'float16',
  size: 2048,
  rows: [
    { name: 'all zero', fill: { ...DRAWN, zeroShare: 1 }, powerW: 184 },
    { name: '90 % zero', fill: { ...DRAWN, zeroShare: 0.9 }, powerW: 218 },
    { name: '50 % zero', fill: { ...DRAWN, zeroShare: 0.5 }, powerW: 295 },
    { name: 'one value', fill: { ...DRAWN, values: 'one' }, powerW: 216 },
    { name: 'sorted rows', fill: { ...DRAWN, order: 'rows' }, powerW: 228 },
    { name: 'sorted columns', fill: { ...DRAWN, order: 'columns' }, powerW: 263 },
    { name: 'sorted in rows', fill: { ...DRAWN, order: 'in-rows' }, powerW: 282 },
    { name: '8 low bits 0', fill: { ...DRAWN, lowBitsZeroed: 8 }, powerW: 269 },
    { name: '8 high bits 0', fill: { ...DRAWN, highBitsZeroed: 8 }, powerW: 260 },
    { name: 'mean 2^14, deviation 1', fill: { ...DRAWN, mean: 2 ** 14, spread: 1 }, powerW: 195 },
  ],
};
