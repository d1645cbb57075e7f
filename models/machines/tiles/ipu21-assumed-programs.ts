/**
 * Programs of the IPU21 that nobody measured: bundles counted for kernels that six workers would run with these
 * ports and instructions. Halves go four to an instruction (f16v4mul, f16v4mix), sums eight (f16v8acc), squares
 * four floats (f32v4sqacc), as in the measured kernels next to them.
 */
import { assumed, documented, type FactsOf } from '../../fact.js';
import type { ProgramsRecord } from './tile-machine.js';

const S = 'osmarks/ipu-stack';
const LEAN_SLOTS =
  'assumed, because a call is measured whole: eight slots of worker set-up in every one-launch program';
const AS_ADD = 'assumed, because not measured: as add';
const AS_COPY = 'assumed, because not measured: as copy';
const SETUP = 'assumed, because a call is measured whole: eight slots of worker set-up in every one-launch program';
const COUNTED = 'assumed, because not measured; counted';

/** Programs that are counted, not measured. */
export type AssumedProgram =
  | 'transpose'
  | 'gather'
  | 'maxPool'
  | 'layerNormBackward'
  | 'rmsNorm'
  | 'batchNorm'
  | 'geluBackward'
  | 'maxPoolBackward'
  | 'vectorProducts'
  | 'patchSum'
  | 'amax'
  | 'randomBits';

export const IPU21_ASSUMED_PROGRAMS: FactsOf<Pick<ProgramsRecord, AssumedProgram>> = {
  transpose: {
    setupCycles: assumed(0, 'assumed, because not measured: as copy'),
    setupSlots: assumed(8, LEAN_SLOTS),
    elementsPerBlock: documented(16, `${S} AMP-left packing kernel: pieces of 16 elements of a row`),
    shuffleSlots: documented(3, `${S} AMP-left packing kernel: 11 slots a piece, less four loads and four stores`),
  },
  gather: {
    setupCycles: assumed(0, 'assumed, because not measured: as copy'),
    setupSlots: assumed(8, LEAN_SLOTS),
    pieceSlots: assumed(4, 'assumed, because not measured: load offset, two address additions, loop'),
  },
  maxPool: {
    setupCycles: assumed(222, 'assumed, because not measured: as add'),
    setupSlots: assumed(8, LEAN_SLOTS),
    vectorSlots: assumed(2, 'assumed, because not measured: address of the window, loop'),
  },
  layerNormBackward: {
    vectorElements: documented(4, 'Graphcore tile vertex ISA: four halves an instruction'),
    sumsFloats: assumed(4, `${COUNTED}: x̂ (f16v4mix), dy · γ, its product with x̂, both summed (f16v8acc)`),
    applyFloats: assumed(4, `${COUNTED}: x̂, dy · γ, and two f16v4mix of them with the row's coefficients`),
    parameterFloats: assumed(3, `${COUNTED}: x̂, dy · x̂, both summed (f16v8acc)`),
    sumsAroundSlots: assumed(95, 'assumed, because not measured: as the forward pass over squares'),
    applyAroundSlots: assumed(34, 'assumed, because not measured: as the forward pass that applies'),
    parameterGroupSlots: assumed(14, `${COUNTED}: addresses 3, clear, rpt, read-out 4, 32 B of sums stored 4, loop`),
  },
  rmsNorm: {
    vectorElements: documented(4, 'Graphcore tile vertex ISA: four halves an instruction'),
    squaresFloats: assumed(3, `${COUNTED}: layer-norm's 5 without the two differences (two conversions, f32v4sqacc)`),
    applyFloats: assumed(9, `${COUNTED}: layer-norm's 12 without the two differences and the shift's addition`),
    sumsFloats: assumed(6, `${COUNTED}: squares 3, dy · scale, its product with x, its sum (f16v8acc)`),
    gradientFloats: assumed(3, `${COUNTED}: dy · scale, two f16v4mix of it and x with the row's coefficients`),
    parameterFloats: assumed(3, `${COUNTED}: x times the row's factor, dy times it, summed (f16v8acc)`),
    sumsAroundSlots: assumed(95, "assumed, because not measured: as layer-norm's pass over squares"),
    applyAroundSlots: assumed(34, "assumed, because not measured: as layer-norm's pass that applies"),
    parameterGroupSlots: assumed(10, `${COUNTED}: addresses 3, clear, rpt, read-out 2, 16 B of sums stored 2, loop`),
  },
  batchNorm: {
    setupCycles: assumed(222, AS_ADD),
    setupSlots: assumed(8, SETUP),
    statisticsElements: documented(8, 'Graphcore tile vertex ISA: f16v8acc, eight accumulators'),
    vectorElements: documented(4, 'Graphcore tile vertex ISA: four halves an instruction'),
    sumFloats: assumed(1, 'assumed, because not measured: as layer-norm, one f16v8acc per 8'),
    squaresFloats: assumed(
      10,
      'assumed, because not measured: as layer-norm, 5 per 4 (two conversions, two differences, f32v4sqacc)',
    ),
    applyFloats: assumed(1, `${COUNTED}: scale · x + shift in one f16v4mix`),
    parameterFloats: assumed(3, `${COUNTED}: x̂ (f16v4mix), dy · x̂, both summed (f16v8acc)`),
    backwardFloats: assumed(2, `${COUNTED}: two f16v4mix of x and dy with the channel's coefficients`),
    statisticsGroupSlots: assumed(
      30,
      `${COUNTED}: addresses 2, clear 2, rpt 2, read-out 8, products with 1/n 8, 64 B stored 8`,
    ),
    applyGroupSlots: assumed(
      20,
      `${COUNTED}: 48 B of statistics and parameters loaded 6, addresses 2, conversions 6, products 4, rpt, loop`,
    ),
    parameterGroupSlots: assumed(
      17,
      `${COUNTED}: 32 B of statistics loaded 4, addresses 2, clear, rpt, read-out 4, 32 B of sums stored 4, loop`,
    ),
    backwardGroupSlots: assumed(
      24,
      `${COUNTED}: 80 B of statistics, parameters and their gradients loaded 10, addresses 2, coefficients 10, rpt, loop`,
    ),
  },
  geluBackward: {
    setupCycles: assumed(150, 'assumed, because not measured: as bias-gelu'),
    setupSlots: assumed(8, SETUP),
    quadSlots: assumed(
      22,
      `${COUNTED}: the 15 of bias-gelu without bias (2), dy (1), and the derivative: t², 1 − t², 3 c x² + 1, two products, 1 + t, half, dy · (8)`,
    ),
    biasSlots: assumed(2, `${COUNTED}: the bias's load and its addition`),
    pairSlots: assumed(
      30,
      'assumed, because not measured: beyond a quad what a pair of bias-gelu costs beyond its quad (8)',
    ),
    rowSlots: assumed(3, 'assumed, because not measured: as bias-gelu'),
    vectorElements: documented(4, 'Graphcore tile vertex ISA: four halves an instruction'),
  },
  maxPoolBackward: {
    setupCycles: assumed(222, AS_ADD),
    setupSlots: assumed(8, SETUP),
    vectorSlots: assumed(2, 'assumed, because not measured: as max-pool'),
    inputFloats: assumed(4, `${COUNTED}: compare with the maximum, not yet taken, taken, gradient or zero`),
  },
  vectorProducts: {
    setupCycles: assumed(222, AS_ADD),
    setupSlots: assumed(8, SETUP),
    vectorSlots: assumed(6, `${COUNTED}: addresses 2, clear, rpt, read-out, store`),
    vectorElements: documented(4, 'Graphcore tile vertex ISA: four halves an instruction'),
  },
  patchSum: {
    setupCycles: assumed(0, 'assumed, because not measured: as reduce'),
    setupSlots: assumed(8, SETUP),
    tapSlots: assumed(1, `${COUNTED}: the address of the next patch`),
  },
  amax: {
    setupCycles: assumed(0, 'assumed, because not measured: as reduce'),
    setupSlots: assumed(8, SETUP),
    vectorFloats: assumed(2, `${COUNTED}: magnitudes (f16v4absadd with zeros), the larger of two (f16v4max)`),
    partSlots: assumed(8, `${COUNTED}: addresses 2, clear, rpt, lanes folded to one number 3, conversion to float`),
  },
  randomBits: {
    setupCycles: assumed(0, AS_COPY),
    setupSlots: assumed(8, SETUP),
    bytesPerIssue: documented(8, 'Graphcore tile vertex ISA: urand64'),
  },
};
