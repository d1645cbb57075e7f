/**
 * NVIDIA Ada: mma m16n8k32 (fp8) and k16 (float16, bfloat16), each in two steps.
 * Source: MMA-Sim, arXiv:2511.10909.
 */
import {
  E8M13_TRUNCATED,
  FLOAT32_TRUNCATED,
  fp8Row,
  NVIDIA_ASSUMED,
  NVIDIA_SOURCE,
  OCP_FP8,
  sameFormatRow,
} from './nvidia.js';
import { tableFamily } from './table.js';

export const ada = tableFamily(
  {
    name: 'ada',
    summary:
      'NVIDIA Ada tensor core: 16 products of fp8 a step, truncated at 13 fraction bits into a float32 with 13; 8 of float16 or bfloat16 at 24',
    source: NVIDIA_SOURCE,
    assumed: NVIDIA_ASSUMED,
    choices: ['accumulator', 'promotion'],
  },
  [
    fp8Row(OCP_FP8, E8M13_TRUNCATED, 16, 13),
    sameFormatRow('float16', FLOAT32_TRUNCATED, 8, 24),
    sameFormatRow('bfloat16', FLOAT32_TRUNCATED, 8, 24),
  ],
);
