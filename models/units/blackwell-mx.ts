/**
 * NVIDIA Blackwell with MX block scales: mxf8f6f4, one E8M0 scale an operand and 32 products, its exponent added
 * to the product exponents.
 * Sources: MMA-Sim, arXiv:2511.10909; OCP MX v1.0 (formats and blocks); PTX ISA (which formats).
 */
import { F8F6F4, FLOAT32_TRUNCATED, FP6_FP4_ASSUMED, NVIDIA_ASSUMED, NVIDIA_SOURCE } from './nvidia.js';
import { alignedTruncated } from './sum-rules.js';
import { tableFamily, type UnitRow } from './table.js';

export const MXF8F6F4_ROWS: readonly UnitRow[] = [
  {
    a: F8F6F4,
    b: F8F6F4,
    accumulator: FLOAT32_TRUNCATED,
    productsPerStep: 32,
    sum: alignedTruncated(25),
    blockScale: { format: 'float8_e8m0fnu', block: 32 },
  },
];

export const blackwellMx = tableFamily(
  {
    name: 'blackwell-mx',
    summary:
      'NVIDIA Blackwell tensor core, mxf8f6f4: 32 products of fp8, fp6 or fp4 with an E8M0 scale per 32 added to their exponents, truncated at 25 fraction bits',
    source: `${NVIDIA_SOURCE}; OCP MX v1.0`,
    assumed: [...NVIDIA_ASSUMED, FP6_FP4_ASSUMED],
    choices: ['accumulator', 'scaleFormat', 'promotion'],
  },
  MXF8F6F4_ROWS,
);
