/**
 * NVIDIA Blackwell: tcgen05 k32 (fp8, fp4, mixed too) and k16 (float16, bfloat16), without block scales.
 * Source: MMA-Sim, arXiv:2511.10909.
 */
import {
  FLOAT16_NEAREST,
  FLOAT32_TRUNCATED,
  FP8_FP4,
  fp8Row,
  NVIDIA_ASSUMED,
  NVIDIA_SOURCE,
  sameFormatRow,
} from './nvidia.js';
import { tableFamily } from './table.js';

export const blackwell = tableFamily(
  {
    name: 'blackwell',
    summary:
      'NVIDIA Blackwell tensor core (tcgen05): 32 products of fp8 or fp4 a step, 16 of float16 or bfloat16, aligned with the accumulator and truncated at 25 fraction bits',
    source: NVIDIA_SOURCE,
    assumed: NVIDIA_ASSUMED,
    choices: ['accumulator', 'promotion'],
  },
  [
    fp8Row(FP8_FP4, FLOAT32_TRUNCATED, 32, 25),
    fp8Row(FP8_FP4, FLOAT16_NEAREST, 32, 25),
    sameFormatRow('float16', FLOAT32_TRUNCATED, 16, 25),
    sameFormatRow('float16', FLOAT16_NEAREST, 16, 25),
    sameFormatRow('bfloat16', FLOAT32_TRUNCATED, 16, 25),
  ],
);
