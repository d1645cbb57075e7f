/**
 * NVIDIA Hopper: wgmma k32 (fp8, mixed too) and k16 (float16, bfloat16), k8 (tf32).
 * Its mma.sync of fp8 computes otherwise: emulated-mma.ts.
 * Source: MMA-Sim, arXiv:2511.10909.
 */
import { CAPTURES_SOURCE } from './captures.js';
import {
  CAPTURED_BY_WMMA,
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

export const hopper = tableFamily(
  {
    name: 'hopper',
    summary:
      'NVIDIA Hopper tensor core (wgmma): 32 products of fp8 a step, truncated at 13 fraction bits into a float32 with 13 (or float16); 16 of float16 or bfloat16, 8 of tf32 at 25',
    source: `${NVIDIA_SOURCE}; ${CAPTURES_SOURCE}`,
    assumed: [
      ...NVIDIA_CAPTURED_ASSUMED,
      CUT_UNSEEN,
      TF32_STEP,
      CAPTURED_BY_WMMA,
      'fp8 was captured by wgmma into float32 with a zero accumulator: into float16, and how it joins, are MMA-Sim’s model',
    ],
    choices: ['accumulator', 'promotion'],
  },
  [
    fp8Row(OCP_FP8, E8M13_TRUNCATED, 32, 13),
    fp8Row(OCP_FP8, FLOAT16_NEAREST, 32, 13),
    sameFormatRow('float16', FLOAT32_TRUNCATED, 16, 25),
    sameFormatRow('float16', FLOAT16_NEAREST, 16, 25),
    sameFormatRow('bfloat16', FLOAT32_TRUNCATED, 16, 25),
    sameFormatRow('tf32', FLOAT32_TRUNCATED, 8, 25),
  ],
);
