/**
 * NVIDIA Turing: mma k8, float16.
 * Source: MMA-Sim, arXiv:2511.10909.
 */
import { FLOAT16_NEAREST, FLOAT32_TRUNCATED, NVIDIA_ASSUMED, NVIDIA_SOURCE, sameFormatRow } from './nvidia.js';
import { tableFamily } from './table.js';

export const turing = tableFamily(
  {
    name: 'turing',
    summary:
      'NVIDIA Turing tensor core: 8 products of float16 a step, aligned with the accumulator and truncated at 24 fraction bits',
    source: NVIDIA_SOURCE,
    assumed: NVIDIA_ASSUMED,
    choices: ['accumulator', 'promotion'],
  },
  [sameFormatRow('float16', FLOAT32_TRUNCATED, 8, 24), sameFormatRow('float16', FLOAT16_NEAREST, 8, 24)],
);
