/**
 * NVIDIA Ada: mma m16n8k32 (fp8), k16 (float16, bfloat16) and k8 (tf32), each in two steps in the order of K.
 * Source: MMA-Sim, arXiv:2511.10909.
 */
import { CAPTURES_SOURCE } from './captures.js';
import {
  CUT_UNSEEN,
  E8M13_TRUNCATED,
  FLOAT16_NEAREST,
  FLOAT32_TRUNCATED,
  fp8Row,
  NVIDIA_CAPTURED_ASSUMED,
  NVIDIA_SOURCE,
  OCP_FP8,
  sameFormatRow,
  TF32_STEP,
} from './nvidia.js';
import { tableFamily } from './table.js';

export const ada = tableFamily(
  {
    name: 'ada',
    summary:
      'NVIDIA Ada tensor core: 16 products of fp8 a step, truncated at 13 fraction bits into a float32 with 13 (or float16); 8 of float16 or bfloat16, 4 of tf32 at 24',
    source: `${NVIDIA_SOURCE}; ${CAPTURES_SOURCE}`,
    assumed: [...NVIDIA_CAPTURED_ASSUMED, CUT_UNSEEN, TF32_STEP],
    choices: ['accumulator', 'promotion'],
  },
  [
    fp8Row(OCP_FP8, E8M13_TRUNCATED, 16, 13),
    fp8Row(OCP_FP8, FLOAT16_NEAREST, 16, 13),
    sameFormatRow('float16', FLOAT32_TRUNCATED, 8, 24),
    sameFormatRow('float16', FLOAT16_NEAREST, 8, 24),
    sameFormatRow('bfloat16', FLOAT32_TRUNCATED, 8, 24),
    sameFormatRow('tf32', FLOAT32_TRUNCATED, 4, 24),
  ],
);
