/**
 * NVIDIA Ampere: mma k16 (float16, bfloat16) and k8 (tf32), each in two steps: first half of K, then second.
 * Source: MMA-Sim, arXiv:2511.10909.
 */
import { CAPTURES_SOURCE } from './captures.js';
import {
  CUT_UNSEEN,
  FLOAT16_NEAREST,
  FLOAT32_TRUNCATED,
  NVIDIA_CAPTURED_ASSUMED,
  NVIDIA_SOURCE,
  sameFormatRow,
  TF32_STEP,
} from './nvidia.js';
import { tableFamily } from './table.js';

export const ampere = tableFamily(
  {
    name: 'ampere',
    summary:
      'NVIDIA Ampere tensor core: 8 products of float16 or bfloat16 (4 of tf32) a step, aligned with the accumulator and truncated at 24 fraction bits',
    source: `${NVIDIA_SOURCE}; ${CAPTURES_SOURCE}`,
    assumed: [...NVIDIA_CAPTURED_ASSUMED, CUT_UNSEEN, TF32_STEP],
    choices: ['accumulator', 'promotion'],
  },
  [
    sameFormatRow('float16', FLOAT32_TRUNCATED, 8, 24),
    sameFormatRow('float16', FLOAT16_NEAREST, 8, 24),
    sameFormatRow('bfloat16', FLOAT32_TRUNCATED, 8, 24),
    sameFormatRow('tf32', FLOAT32_TRUNCATED, 4, 24),
  ],
);
