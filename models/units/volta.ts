/**
 * NVIDIA Volta: mma m8n8k4, float16.
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
} from './nvidia.js';
import { tableFamily } from './table.js';

export const volta = tableFamily(
  {
    name: 'volta',
    summary:
      'NVIDIA Volta tensor core: 4 products of float16 a step, aligned with the accumulator and truncated at 23 fraction bits',
    source: `${NVIDIA_SOURCE}; ${CAPTURES_SOURCE}`,
    assumed: [...NVIDIA_CAPTURED_ASSUMED, CUT_UNSEEN],
    choices: ['accumulator', 'promotion'],
  },
  [sameFormatRow('float16', FLOAT32_TRUNCATED, 4, 23), sameFormatRow('float16', FLOAT16_NEAREST, 4, 23)],
);
