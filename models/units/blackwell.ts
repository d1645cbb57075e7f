/**
 * NVIDIA Blackwell: tcgen05 k32 (fp8, fp6, fp4, mixed too), k16 (float16, bfloat16) and k8 (tf32), without block
 * scales. Its mma.sync of fp8 computes otherwise: emulated-mma.ts.
 * Sources: MMA-Sim, arXiv:2511.10909; PTX ISA (the formats of kind::f8f6f4).
 */
import { CAPTURES_SOURCE } from './captures.js';
import {
  CAPTURED_BY_WMMA,
  CUT_UNSEEN,
  F8F6F4,
  FLOAT16_NEAREST,
  FLOAT32_TRUNCATED,
  FP6_FP4_ASSUMED,
  fp8Row,
  NVIDIA_CAPTURED_ASSUMED,
  NVIDIA_SOURCE,
  sameFormatRow,
  TF32_STEP,
} from './nvidia.js';
import { tableFamily, type UnitRow } from './table.js';

/** 32 bytes of an operand a step, 25 fraction bits. */
export const BLACKWELL_ROWS: readonly UnitRow[] = [
  fp8Row(F8F6F4, FLOAT32_TRUNCATED, 32, 25),
  fp8Row(F8F6F4, FLOAT16_NEAREST, 32, 25),
  sameFormatRow('float16', FLOAT32_TRUNCATED, 16, 25),
  sameFormatRow('float16', FLOAT16_NEAREST, 16, 25),
  sameFormatRow('bfloat16', FLOAT32_TRUNCATED, 16, 25),
  sameFormatRow('tf32', FLOAT32_TRUNCATED, 8, 25),
];

export const blackwell = tableFamily(
  {
    name: 'blackwell',
    summary:
      'NVIDIA Blackwell tensor core (tcgen05): 32 products of fp8, fp6 or fp4 a step, 16 of float16 or bfloat16, 8 of tf32, aligned with the accumulator and truncated at 25 fraction bits',
    source: `${NVIDIA_SOURCE}; ${CAPTURES_SOURCE}`,
    assumed: [
      ...NVIDIA_CAPTURED_ASSUMED,
      CUT_UNSEEN,
      TF32_STEP,
      CAPTURED_BY_WMMA,
      'rows of tcgen05 itself are not among them: its fp8 is MMA-Sim’s model',
      FP6_FP4_ASSUMED,
    ],
    choices: ['accumulator', 'promotion'],
  },
  BLACKWELL_ROWS,
);
