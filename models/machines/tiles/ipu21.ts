/**
 * Graphcore's IPU21 (the C600 card): tile, AMP, GEMM, launches and exchange as the cycle model reads them; each
 * number with its basis and source, programs in files of their own.
 * S = github osmarks/ipu-stack (an independent compiler with measurements on a C600, newest versions of
 * September 2026), P = graphcore/poplibs. "Calibrated": fitted to the measured cases of S that stand beside it.
 * Left out: instruction fetch and its conflicts with data, exceptions, stochastic-rounding state.
 * Measured counts are differences of two readings by a worker, so multiples of 6 cycles; the call
 * constants hold that sampling, and nothing is rounded.
 */
import { assumed, calibrated, counted, documented, type FactsOf } from '../../fact.js';
import { CLASH_PER_OCCUPIED, MULTICAST, PAIRWISE } from './exchange-closed-form.js';
import { IPU21_ASSUMED_PROGRAMS } from './ipu21-assumed-programs.js';
import { IPU21_PROGRAMS } from './ipu21-programs.js';
import { C600_POWER } from './power.js';
import { type TileNumbers, tileMachine } from './tile-machine.js';

const S = 'osmarks/ipu-stack';
const P = 'graphcore/poplibs lib/poplin/codelets';
const GEMM_KERNEL = `${S} device/gemm_f16_amp.S (2026-09-13 revision), slots counted`;
const PACKED_GEMM = `${S} cost.rs test packed_gemm_tracks_panel_boundaries_and_weight_memory`;
const GEMM_CASES = ['gemm_fp8_qkv_proj_r244', 'gemm_fp8_outproj_r146', 'gemm_f16_qk_r81'];
const TABLES = `${S}, exchange programs as encoded: within ±18 % of what full models carry`;
const PACKED_CASES = ['gemm_f16_packed_48x240x64_std', 'gemm_f16_packed_96x64x64_int'];

export const IPU21_FACTS: FactsOf<TileNumbers> = {
  tiles: documented(1472, `${S} crates/ipu-target/src/c600.rs; Graphcore C600 data sheet`),
  clockHz: assumed(1.5e9, `assumed, because every time in ${S} is given at 1.5 GHz and peak 560 TFLOP/s needs it`),
  power: C600_POWER,
  tile: {
    workers: documented(6, 'Graphcore tile vertex ISA: six worker contexts, round robin'),
    sramBytes: documented(638_976, `${S} crates/ipu-target/src/ipu21/memory.rs: 624 KiB`),
    sramElementBytes: documented(16_384, `${S} crates/ipu-target/src/ipu21/memory.rs: 16 KiB`),
    interleavedFromByte: documented(212_992, `${S} crates/ipu-target/src/ipu21/memory.rs: region 1 after 208 KiB`),
    reservedBytes: documented(52_016, `${S} docs/REPEAT_BATCH_SWEEP.md: 586,960 B of 638,976 B can be planned`),
    loadBytes: documented(8, 'Graphcore tile vertex ISA: ld64, ldst64pace, ld2xst64pace'),
    interleavedLoadBytes: documented(16, 'Graphcore tile vertex ISA: ld128'),
    loadLatencyCycles: counted(6, `${GEMM_KERNEL}: a load is used in the worker's next slot, six cycles later`),
  },
  amp: {
    family: 'ipu21-amp',
    operands: ['fp8', 'fp16', 'fp32'],
    outputChannels: documented(16, `${P}/ConvVertexType.cpp: 16 conv units`),
    inputBytesPerIssue: documented(8, `${P}/inlineAssemblerConv.hpp: f8v8hihov4amp takes 64 bits`),
    partialBytesPerIssue: documented(8, `${P}/inlineAssemblerConv.hpp: four halves in, four out`),
    coefficientBytes: documented(512, `${P}/inlineAssemblerConv.hpp: 16 units × 32 B`),
    coefficientBanks: documented(1, `${P}/inlineAssemblerConv.hpp: workers are met before coefficients are rewritten`),
    latencyCycles: counted(
      30,
      `${GEMM_KERNEL}: 10 slots of fill less the first load and the four issues of the first row, six cycles each`,
    ),
  },
  gemm: {
    callCycles: calibrated(487, `${S} docs/GEMM_UTILIZATION_2026_09_13.md, calibrated`, GEMM_CASES),
    packedCallCycles: calibrated(285, `${PACKED_GEMM}, calibrated`, PACKED_CASES),
    callIssues: counted(20, `${GEMM_KERNEL}: about 20 instructions of frame set-up`),
    panelSyncCycles: calibrated(2, `${S} docs/GEMM_UTILIZATION_2026_09_13.md, calibrated: sync and runall`, GEMM_CASES),
    packedPanelSyncCycles: calibrated(6, `${PACKED_GEMM}, calibrated`, PACKED_CASES),
    entrySlots: counted(3, GEMM_KERNEL),
    clearSlots: counted(3, GEMM_KERNEL),
    loopSlots: counted(1, GEMM_KERNEL),
    exitSlots: counted(1, GEMM_KERNEL),
    idleWorkerSlots: counted(2, `${GEMM_KERNEL}: test and exit`),
    packedEntrySlots: counted(21, `${GEMM_KERNEL}: 22 slots around the pieces less the exit`),
    packedPieceSlots: counted(
      17,
      `${GEMM_KERNEL}: 31 slots a piece beside four a row, less clear, fill, loop and drain`,
    ),
    packedRowsPerBlock: documented(16, `${S} cost.rs: the packed output is cut at 16-row panels`),
  },
  launch: {
    callCycles: calibrated(
      222,
      `${S} docs/VIT_REPEAT_2026_09_10.md, calibrated: the leanest call (234) less entry and exit slots`,
      ['patch_words_24', 'patch_words_1024'],
    ),
    callIssues: assumed(20, 'assumed, because the frame is as the GEMM kernel’s: about 20 instructions'),
    entrySlots: assumed(1, 'assumed, because a worker must at least read its number and share'),
    exitSlots: documented(1, 'Graphcore tile vertex ISA: exitz'),
    rendezvousIssues: documented(2, `${GEMM_KERNEL}: sync and runall`),
  },
  exchange: {
    bytesPerCycle: documented(4, 'Poplar SDK getExchangeBytesPerCycle: 4'),
    multicast: MULTICAST,
    pairwise: PAIRWISE,
    clashPerOccupied: CLASH_PER_OCCUPIED,
    latencyCycles: documented(
      110,
      `${S} crates/ipu-target/src/ipu21/fabric.rs: mean latency over all pairs 64; a lone message about 110`,
    ),
    phaseCycles: calibrated(
      254,
      `${S} exchange phases, calibrated: mean of 229, 275, 273 and 238 cycles beyond the schedule`,
      ['exch_vit_b2_phase3', 'exch_vit_b2_phase13', 'exch_vit_b2_phase23', 'exch_attn_phase6'],
    ),
    skewCycles: documented(700, `${S} docs/EXCHANGE_SLACK: 700 to 33,500 cycles; the least`),
    tables: {
      phaseBytes: documented(8, TABLES),
      sendBytes: documented(8, TABLES),
      longSendBytes: documented(4, TABLES),
      longSendWords: documented(64, `${S} docs/EXCHANGE_INSTRUCTION_REFERENCE.md: SEND up to 64 words, then SENDOFF`),
      receiveBytes: documented(8, TABLES),
      addressBytes: documented(4, TABLES),
    },
  },
  host: {
    bytesPerSecond: assumed(
      5e9,
      `assumed, because ${S} docs/FP8_ATTENTION_AND_HOST_IO.md measured no less (859,608 B in at most 0.16 ms), and no more is known of what PCIe Gen4 carries here`,
    ),
  },
  links: {
    bytesPerSecond: documented(
      32e9,
      'Graphcore C600: four IPU-Links, 1 Tbit/s in both directions together, two of them in the cable to a neighbour',
    ),
    neighbours: documented(2, 'Graphcore C600: four IPU-Links, two in a cable from card to card'),
    latencyCycles: assumed(1500, 'assumed, because no figure was found: a microsecond, as other serial links take'),
    mostChips: documented(8, 'Graphcore C600: up to eight cards'),
  },
  programs: { ...IPU21_PROGRAMS, ...IPU21_ASSUMED_PROGRAMS },
};

export const ipu21 = tileMachine(
  'ipu21',
  'Graphcore IPU21 (C600): 1,472 tiles, 128 fp8 multiply-accumulates a tile-cycle',
  IPU21_FACTS,
);
