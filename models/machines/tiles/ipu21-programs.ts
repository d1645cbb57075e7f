/**
 * Programs of the IPU21 that somebody measured: slots and cycles that do not follow from the other fields.
 * S = github osmarks/ipu-stack; "calibrated" names the measured cases that a number was fitted to.
 */
import { assumed, calibrated, counted, documented, type FactsOf } from '../../fact.js';
import type { AssumedProgram } from './ipu21-assumed-programs.js';
import type { ProgramsRecord } from './tile-machine.js';

const S = 'osmarks/ipu-stack';
const CAST = `${S} docs/FP8.md (row-major producer casting, packed cast pipeline)`;
const LEAN_SLOTS =
  'assumed, because a call is measured whole: eight slots of worker set-up in every one-launch program';
const SOFTMAX = `${S} softmax kernel (2026-09-13 revision), slots counted`;
const NORM = `${S} docs/KERNEL_PIPELINES_2026_09_13.md, layer-norm kernels`;
const NORM_FUSED = `${NORM}, calibrated: 10 slots a row over its three passes; how they share them is assumed`;
const GELU = `${S} docs/NORM_GELU_KERNELS_2026_09_11.md, slots counted`;
const BIAS_GELU = `${S} docs/BIAS_GELU_MIX_2026_09_13.md`;
const NARROW_BIAS_GELU = `${BIAS_GELU}, calibrated with its rows of 94 (1,458 cycles) and 98 (1,170)`;
const NARROW_CASES = ['bias_gelu_3x94'];
const BIAS_GELU_CASES = ['bias_gelu_1x16', 'bias_gelu_1x1408'];
const NORM_CASES = ['ln_moments_1x576', 'ln_moments_1x1152', 'ln_moments_3x1152'];
const FUSED_NORM_CASES = ['add_layernorm_1x576', 'add_layernorm_3x1152'];
const APPLY_CASES = ['ln_apply_1x1152', 'ln_apply_3x1152'];
const FP8_GELU_CASES = ['gelu_fp8out_1x1152', 'gelu_fp8out_1x2152'];
const PACKED_CAST_CASES = ['cast_packed_65x128', 'cast_tail_38x80'];
const COUNTED = 'assumed, because not measured; counted';

export const IPU21_PROGRAMS: FactsOf<Omit<ProgramsRecord, AssumedProgram>> = {
  elementWise: {
    setupCycles: calibrated(222, `${S} docs/KERNEL_PIPELINES_2026_09_13.md, calibrated (call 504 in all)`, [
      'add_1152',
    ]),
    setupSlots: assumed(8, LEAN_SLOTS),
  },
  reduce: {
    setupCycles: calibrated(0, `${S} kernel/cost.rs, calibrated (call 282 in all)`, ['reduce_8x2', 'reduce_1472x2']),
    setupSlots: assumed(8, LEAN_SLOTS),
    elementsPerGroup: documented(8, `${S} kernel/cost.rs: 8 elements a worker iteration`),
    groupSlots: documented(7, `${S} docs/KERNEL_LOOP_UPGRADE.md: 11 slots a group, less two loads and two stores`),
  },
  copy: {
    setupCycles: calibrated(0, `${S} cost/kernel.rs, calibrated (call 282 in all)`, ['copy_std_to_int_8KiB']),
    setupSlots: assumed(8, LEAN_SLOTS),
  },
  patch: {
    setupCycles: documented(0, `${S} docs/VIT_REPEAT_2026_09_10.md: none, the leanest call`),
    setupSlots: documented(0, `${S} docs/VIT_REPEAT_2026_09_10.md: none, the leanest call`),
    wordSlots: documented(9, `${S} docs/VIT_REPEAT_2026_09_10.md: 54 cycles a round of words`),
    wordBytes: documented(4, 'Graphcore tile vertex ISA: words of 32 bits'),
  },
  cast: {
    setupCycles: calibrated(336, `${CAST}, calibrated (call 618 in all)`, ['cast_linear_8320_pipelined']),
    plainSetupCycles: documented(48, `${S} kernel/cast.rs: 330 and 24 cycles per 48 halves without overlap`),
    packedSetupCycles: calibrated(
      48,
      `${S} kernel/cast.rs: a packed cast's call is 330; calibrated`,
      PACKED_CAST_CASES,
    ),
    setupSlots: assumed(8, LEAN_SLOTS),
    elementsPerVector: documented(8, 'Graphcore tile vertex ISA: f16v8tof8'),
    leastPipelinedVectors: documented(4, CAST),
    panelColumns: documented(32, `${CAST}: K32 panels`),
    leastPipelinedRows: documented(16, CAST),
    pipelinedPanelSlots: calibrated(109, `${CAST}, calibrated`, ['cast_packed_184x96_separate']),
    panelSlots: calibrated(54, `${CAST}, calibrated`, PACKED_CAST_CASES),
    tailRowSlots: calibrated(29, `${S} docs/ENCODER_FUSIONS_2026_09_09.md, calibrated`, ['cast_tail_38x80']),
    mostWholePanelRows: documented(32, CAST),
    leastWholePanels: documented(6, CAST),
  },
  layerNorm: {
    callCycles: calibrated(
      126,
      `${NORM}, calibrated on rows: what three rows cost less three times the third`,
      NORM_CASES,
    ),
    launchCycles: calibrated(
      96,
      `${NORM}, calibrated: with the call without launches it makes the leanest call of one launch (222)`,
      NORM_CASES,
    ),
    sum: {
      elements: documented(8, NORM),
      vectorSlots: documented(2, NORM),
      fusedVectorSlots: documented(5, NORM),
      pairSlots: documented(3, NORM),
      aroundSlots: calibrated(
        60,
        `${NORM}, calibrated with that of squares; how they share 155 slots is assumed`,
        NORM_CASES,
      ),
      fusedAroundSlots: calibrated(3, NORM_FUSED, FUSED_NORM_CASES),
    },
    squares: {
      elements: documented(4, NORM),
      vectorSlots: documented(5, NORM),
      fusedVectorSlots: documented(7, NORM),
      pairSlots: documented(5, NORM),
      aroundSlots: calibrated(
        95,
        `${NORM}, calibrated with that of sum; how they share 155 slots is assumed`,
        NORM_CASES,
      ),
      fusedAroundSlots: calibrated(3, NORM_FUSED, FUSED_NORM_CASES),
    },
    apply: {
      elements: documented(4, NORM),
      vectorSlots: documented(12, NORM),
      fusedVectorSlots: documented(14, NORM),
      pairSlots: documented(10, NORM),
      aroundSlots: calibrated(34, `${NORM}, calibrated: a whole row less its statistics`, [
        'layernorm_1x144',
        'layernorm_1x1152',
      ]),
      fusedAroundSlots: calibrated(4, NORM_FUSED, FUSED_NORM_CASES),
    },
    leastWideElements: documented(96, NORM),
    fusedPairSlots: assumed(2, 'assumed, because not measured: the load of the residual and its addition'),
    applyAlone: {
      setupCycles: calibrated(450, `${NORM}, calibrated (call 732 in all)`, APPLY_CASES),
      setupSlots: assumed(8, LEAN_SLOTS),
      rowSlots: calibrated(76, `${NORM}, calibrated: mean and deviation of a row from its statistics`, APPLY_CASES),
    },
  },
  gelu: {
    setupCycles: calibrated(48, `${GELU}, calibrated (call 330 in all)`, ['gelu_f16_2', 'gelu_f16_16']),
    setupSlots: assumed(8, LEAN_SLOTS),
    elementsPerBlock: counted(16, GELU),
    blockSlots: counted(77, GELU),
    raggedSlots: counted(3, `${GELU}: the set-up of pairs`),
    tailSlots: counted(2, GELU),
    pairSlots: counted(20, GELU),
    fp8SetupCycles: calibrated(156, `${GELU}, calibrated (call 486 in all)`, FP8_GELU_CASES),
    fp8ElementsPerBlock: counted(32, GELU),
    fp8BlockSlots: calibrated(
      167,
      `${GELU}, calibrated: two blocks of 77 slots and 13 to convert and store`,
      FP8_GELU_CASES,
    ),
  },
  biasGelu: {
    setupCycles: calibrated(
      150,
      `${BIAS_GELU}, calibrated: with 13 slots of a worker 228 cycles a row`,
      BIAS_GELU_CASES,
    ),
    setupSlots: assumed(8, LEAN_SLOTS),
    rowSlots: assumed(
      3,
      'assumed, because a launch is measured whole: of the 13 slots that a worker spends around a row',
    ),
    quadSlots: documented(15, BIAS_GELU),
    vectorElements: documented(4, 'Graphcore tile vertex ISA: four halves an instruction'),
    elementsPerBlock: documented(16, `${BIAS_GELU}: the narrow loop is GELU's`),
    blockSlots: calibrated(90, NARROW_BIAS_GELU, NARROW_CASES),
    tailSlots: calibrated(7, NARROW_BIAS_GELU, NARROW_CASES),
    pairSlots: calibrated(23, NARROW_BIAS_GELU, NARROW_CASES),
  },
  softmax: {
    setupCycles: calibrated(48, `${SOFTMAX}, calibrated (call 330 in all)`, ['softmax_whole_1x768']),
    setupSlots: assumed(8, LEAN_SLOTS),
    elementsPerBlock: counted(16, SOFTMAX),
    rowSlots: calibrated(20, `${SOFTMAX} (about 21), calibrated`, ['softmax_whole_1x768']),
    maximumBlockSlots: counted(9, SOFTMAX),
    exponentialBlockSlots: counted(32, SOFTMAX),
    maximumPairSlots: counted(3, SOFTMAX),
    exponentialPairSlots: counted(9, SOFTMAX),
    oddKeySlots: counted(10, `${SOFTMAX} (about 10, both passes)`),
    zeroPairSlots: counted(2, SOFTMAX),
    paddedBlockSlots: counted(10, SOFTMAX),
    lossRowSlots: assumed(4, 'assumed, because not measured: load label, subtract one, store, add to the loss'),
    partSlots: assumed(1, `${COUNTED}: a load, the maximum or sum beside it`),
    scaleFloats: assumed(4, `${COUNTED}: 16 keys, four products of four`),
    backwardSumFloats: assumed(6, `${COUNTED}: 16 keys, four products of four, two sums of eight`),
    backwardApplyFloats: assumed(8, `${COUNTED}: 16 keys, four differences and four products of four`),
  },
};
