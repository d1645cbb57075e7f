/**
 * NVIDIA Blackwell of compute capability 12.0 (RTX 50, RTX PRO): mma.sync, which computes fp8, fp6 and fp4 natively
 * there, as tcgen05 does on 10.0; kind::mxf8f6f4 with E8M0 scales, kind::mxf4nvf4 with UE4M3 or UE8M0.
 * Two widths, of two instructions: 25 fraction bits in kind::f8f6f4 and mxf8f6f4, fp4 too; 35 in mxf4nvf4. "F = 25 of
 * fp4 on the RTX 5090", as it is told, is of the first.
 * Sources: MMA-Sim, arXiv:2511.10909, its published model of RTX Blackwell (microsoft/MMA-Sim, nv_ptx/sim.py);
 * huweim/emulation_sys (probes on an RTX 5090: 25 bits of float16, fp8, and fp4 through kind::f8f6f4).
 */
import { BLACKWELL_ROWS } from './blackwell.js';
import { MXF8F6F4_ROWS } from './blackwell-mx.js';
import { MXF4NVF4_ROWS, NVFP4_ASSUMED } from './blackwell-nvfp4.js';
import { FP6_FP4_ASSUMED, NVIDIA_ASSUMED } from './nvidia.js';
import { tableFamily } from './table.js';

const SOURCE =
  'MMA-Sim, arXiv:2511.10909, and its published model (microsoft/MMA-Sim; compared by its authors with GPUs)';
const PROBES = 'huweim/emulation_sys (probes on an RTX 5090)';
const FROM_A_MODEL = 'from a model: no captured row is of compute capability 12.0';

export const rtxBlackwell = tableFamily(
  {
    name: 'rtx-blackwell',
    summary:
      'NVIDIA RTX 50 tensor core (sm_120 mma.sync): 32 products of fp8, fp6 or fp4 a step, 16 of float16 or bfloat16, 8 of tf32, aligned with the accumulator and truncated at 25 fraction bits',
    source: `${SOURCE}; ${PROBES}`,
    assumed: [FROM_A_MODEL, ...NVIDIA_ASSUMED, FP6_FP4_ASSUMED],
    choices: ['accumulator', 'promotion'],
  },
  BLACKWELL_ROWS,
);

export const rtxBlackwellMx = tableFamily(
  {
    name: 'rtx-blackwell-mx',
    summary:
      'NVIDIA RTX 50 tensor core (sm_120), mxf8f6f4: 32 products of fp8, fp6 or fp4 with an E8M0 scale per 32 added to their exponents, truncated at 25 fraction bits',
    source: `${SOURCE}; OCP MX v1.0`,
    assumed: [FROM_A_MODEL, ...NVIDIA_ASSUMED, FP6_FP4_ASSUMED],
    choices: ['accumulator', 'scaleFormat', 'promotion'],
  },
  MXF8F6F4_ROWS,
);

export const rtxBlackwellNvfp4 = tableFamily(
  {
    name: 'rtx-blackwell-nvfp4',
    summary:
      'NVIDIA RTX 50 tensor core (sm_120), mxf4nvf4: 64 products of E2M1 a step as four exact sums of 16, aligned by their scales (UE4M3 per 16, or UE8M0 per 32), truncated at 35 fraction bits',
    source: SOURCE,
    assumed: [FROM_A_MODEL, ...NVIDIA_ASSUMED, ...NVFP4_ASSUMED],
    choices: ['accumulator', 'scaleFormat', 'promotion'],
  },
  MXF4NVF4_ROWS,
);
