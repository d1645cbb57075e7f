/**
 * NVIDIA Hopper: wgmma k32 (fp8, mixed too) and k16 (float16, bfloat16). Its mma.sync for fp8 converts to float16: not this.
 * Source: MMA-Sim, arXiv:2511.10909.
 */
import {
  E8M13_TRUNCATED,
  FLOAT16_NEAREST,
  FLOAT32_TRUNCATED,
  fp8Row,
  NVIDIA_ASSUMED,
  NVIDIA_SOURCE,
  OCP_FP8,
  sameFormatRow,
} from './nvidia.js';
import { tableFamily } from './table.js';

export const hopper = tableFamily(
  {
    name: 'hopper',
    summary:
      'NVIDIA Hopper tensor core (wgmma): 32 products of fp8 a step, truncated at 13 fraction bits into a float32 with 13 (or float16); 16 of float16 or bfloat16 at 25',
    source: NVIDIA_SOURCE,
    assumed: NVIDIA_ASSUMED,
    choices: ['accumulator', 'promotion'],
  },
  [
    fp8Row(OCP_FP8, E8M13_TRUNCATED, 32, 13),
    fp8Row(OCP_FP8, FLOAT16_NEAREST, 32, 13),
    sameFormatRow('float16', FLOAT32_TRUNCATED, 16, 25),
    sameFormatRow('float16', FLOAT16_NEAREST, 16, 25),
    sameFormatRow('bfloat16', FLOAT32_TRUNCATED, 16, 25),
  ],
);
