/**
 * The kernels that the engine calls by name: (job, unit, thread) each, writing only what the unit owns, so that
 * any number of threads gives the same bytes.
 */
import { SCRATCH_BYTES } from '../shared/layout';
import { packValues } from './exact/pack-values';
import { packLimbs } from './exact/pack-limbs';
import { packHalves } from './exact/pack-halves';
import { packSingles } from './exact/pack-singles';
import { Operand } from '../exact/records';

export { alignedUnit } from './aligned/aligned';
export { chainUnit } from './aligned/chain';
export { groupedUnit } from './aligned/grouped';
export { scalarUnit } from './scalar/scalar';
export { packScalarUnit } from './scalar/pack';
export { packAlignedUnit } from './aligned/pack-aligned';
export { splitUnit } from './aligned/split';
export { twoStageUnit } from './aligned/two-stage';
export { wideUnit } from './aligned/wide-unit';
export { decodeUnit } from './conversion/decode';
export { encodeUnit } from './conversion/encode';
export { columnSumsUnit } from './elements/column-sums';
export { elementWiseUnit, passingUnit } from './elements/element-wise';
export { movesUnit } from './elements/moves';
export { turnUnit } from './elements/turn';
export { normColumnsUnit } from './elements/norm-columns';
export { normRowsUnit } from './elements/norm-rows';
export { poolUnit } from './elements/pooling';
export { softmaxUnit } from './elements/softmax';
export { tallyUnit } from './elements/tally';
export { gatherUnit, scatterUnit } from './elements/windows';
export { spreadUnit } from './exact/chunk-facts';
export { gemmUnit } from './exact/gemm';
export { gemmFloat32Unit, packFloat32Columns, packFloat32Rows } from './float32/gemm-float32';

/** Work unit: a panel of an operand. */
export function packSinglesUnit(operand: usize, panel: i32, thread: i32): void {
  packSingles(operand, panel, changetype<Operand>(operand).scratch + <usize>(thread * SCRATCH_BYTES));
}

/** Work unit: a panel of an operand. */
export function packLimbsUnit(operand: usize, panel: i32, thread: i32): void {
  packLimbs(operand, panel, changetype<Operand>(operand).scratch + <usize>(thread * SCRATCH_BYTES));
}

/** Work unit: a panel of an operand. */
export function packValuesUnit(operand: usize, panel: i32, thread: i32): void {
  packValues(operand, panel);
}

/** Work unit: a panel of an operand. */
export function packHalvesUnit(operand: usize, panel: i32, thread: i32): void {
  packHalves(operand, panel, changetype<Operand>(operand).scratch + <usize>(thread * SCRATCH_BYTES));
}
