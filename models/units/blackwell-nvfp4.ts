/**
 * NVIDIA Blackwell with NVFP4: mxf4nvf4, four exact sums of 16 products of E2M1 a step, each with its scales.
 * The scale's sign is ignored, a subnormal UE4M3 scale keeps exponent −6, a NaN scale gives NaN.
 * Source: MMA-Sim, arXiv:2511.10909.
 */
import { FLOAT32_TRUNCATED, NVIDIA_ASSUMED, NVIDIA_SOURCE } from './nvidia.js';
import { tableFamily, type UnitRow } from './table.js';

const E2M1 = ['float4_e2m1fn'] as const;

function row(format: string, block: number): UnitRow {
  return {
    a: E2M1,
    b: E2M1,
    accumulator: FLOAT32_TRUNCATED,
    productsPerStep: 64,
    sum: { kind: 'grouped', groupProducts: 16, fractionBits: 35 },
    blockScale: { format, block },
  };
}

export const MXF4NVF4_ROWS: readonly UnitRow[] = [row('float8_e4m3fn', 16), row('float8_e8m0fnu', 32)];

/** Where versions of MMA-Sim differ, or say nothing. */
export const NVFP4_ASSUMED = [
  'a group whose products are all zero is aligned by its scales like any other; later versions of MMA-Sim leave it out, and no captured row decides',
  'an infinite accumulator stays infinite (MMA-Sim leaves it undefined)',
] as const;

export const blackwellNvfp4 = tableFamily(
  {
    name: 'blackwell-nvfp4',
    summary:
      'NVIDIA Blackwell tensor core, mxf4nvf4: 64 products of E2M1 a step as four exact sums of 16, aligned by their scales (UE4M3 per 16, or UE8M0 per 32), truncated at 35 fraction bits',
    source: NVIDIA_SOURCE,
    assumed: [...NVIDIA_ASSUMED, ...NVFP4_ASSUMED],
    choices: ['accumulator', 'scaleFormat', 'promotion'],
  },
  MXF4NVF4_ROWS,
);
