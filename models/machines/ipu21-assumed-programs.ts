/**
 * Sources of the IPU21's programs that nobody measured: bundles counted for kernels that six workers
 * would run with these ports and instructions. Halves go four to an instruction (f16v4mul, f16v4mix), sums
 * eight (f16v8acc), squares four floats (f32v4sqacc), as in the measured kernels next to them.
 */
const AS_ADD = 'assumed, because not measured: as add';
const AS_COPY = 'assumed, because not measured: as copy';
const SETUP = 'assumed, because a call is measured whole: eight slots of worker set-up in every one-launch program';
const COUNTED = 'assumed, because not measured; counted';

export const IPU21_ASSUMED_PROGRAMS: Readonly<Record<string, string>> = {
  'programs.softmax.backwardSumFloats': `${COUNTED}: 16 keys, four products of four, two sums of eight`,
  'programs.softmax.backwardApplyFloats': `${COUNTED}: 16 keys, four differences and four products of four`,
  'programs.layerNormBackward.vectorElements': 'Graphcore tile vertex ISA: four halves an instruction',
  'programs.layerNormBackward.sumsFloats': `${COUNTED}: x̂ (f16v4mix), dy · γ, its product with x̂, both summed (f16v8acc)`,
  'programs.layerNormBackward.applyFloats': `${COUNTED}: x̂, dy · γ, and two f16v4mix of them with the row's coefficients`,
  'programs.layerNormBackward.parameterFloats': `${COUNTED}: x̂, dy · x̂, both summed (f16v8acc)`,
  'programs.layerNormBackward.sumsAroundSlots': 'assumed, because not measured: as the forward pass over squares',
  'programs.layerNormBackward.applyAroundSlots': 'assumed, because not measured: as the forward pass that applies',
  'programs.layerNormBackward.parameterGroupSlots': `${COUNTED}: addresses 3, clear, rpt, read-out 4, 32 B of sums stored 4, loop`,
  'programs.batchNorm.setupCycles': AS_ADD,
  'programs.batchNorm.setupSlots': SETUP,
  'programs.batchNorm.statisticsElements': 'Graphcore tile vertex ISA: f16v8acc, eight accumulators',
  'programs.batchNorm.vectorElements': 'Graphcore tile vertex ISA: four halves an instruction',
  'programs.batchNorm.sumFloats': 'assumed, because not measured: as layer-norm, one f16v8acc per 8',
  'programs.batchNorm.squaresFloats':
    'assumed, because not measured: as layer-norm, 5 per 4 (two conversions, two differences, f32v4sqacc)',
  'programs.batchNorm.applyFloats': `${COUNTED}: scale · x + shift in one f16v4mix`,
  'programs.batchNorm.backwardSumsFloats': `${COUNTED}: x̂ (f16v4mix), dy · x̂, both summed (f16v8acc)`,
  'programs.batchNorm.backwardApplyFloats': `${COUNTED}: two f16v4mix of x and dy with the channel's coefficients`,
  'programs.batchNorm.statisticsGroupSlots': `${COUNTED}: addresses 2, clear 2, rpt 2, read-out 8, products with 1/n 8, 64 B stored 8`,
  'programs.batchNorm.applyGroupSlots': `${COUNTED}: 48 B of statistics and parameters loaded 6, addresses 2, conversions 6, products 4, rpt, loop`,
  'programs.batchNorm.backwardGroupSlots': `${COUNTED}: loads 6, addresses 4, clear, rpt 2, read-out 4, coefficients 10, 32 B stored 4, loop`,
  'programs.geluBackward.setupCycles': 'assumed, because not measured: as bias-gelu',
  'programs.geluBackward.setupSlots': SETUP,
  'programs.geluBackward.quadSlots': `${COUNTED}: the 15 of bias-gelu without bias (2), dy (1), and the derivative: t², 1 − t², 3 c x² + 1, two products, 1 + t, half, dy · (8)`,
  'programs.geluBackward.biasSlots': `${COUNTED}: the bias's load and its addition`,
  'programs.geluBackward.pairSlots':
    'assumed, because not measured: beyond a quad what a pair of bias-gelu costs beyond its quad (9)',
  'programs.geluBackward.rowSlots': 'assumed, because not measured: as bias-gelu',
  'programs.maxPoolBackward.setupCycles': AS_ADD,
  'programs.maxPoolBackward.setupSlots': SETUP,
  'programs.maxPoolBackward.vectorSlots': 'assumed, because not measured: as max-pool',
  'programs.maxPoolBackward.inputFloats': `${COUNTED}: compare with the maximum, not yet taken, taken, gradient or zero`,
  'programs.patchSum.setupCycles': 'assumed, because not measured: as reduce',
  'programs.patchSum.setupSlots': SETUP,
  'programs.patchSum.tapSlots': `${COUNTED}: the address of the next patch`,
  'programs.randomBits.setupCycles': AS_COPY,
  'programs.randomBits.setupSlots': SETUP,
  'programs.randomBits.bytesPerIssue': 'Graphcore tile vertex ISA: urand64',
};
