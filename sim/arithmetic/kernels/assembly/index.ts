/**
 * The kernels that the engine calls by name: (job, unit, thread) each, writing only what the unit owns, so that
 * any number of threads gives the same bytes.
 */
import { SCRATCH_BYTES } from '../layout';
import { packValues } from './pack-values';
import { packLimbs } from './pack-limbs';
import { packHalves } from './pack-halves';
import { packSingles } from './pack-singles';
import { Operand } from './records';

export { alignedUnit } from './aligned';
export { chainUnit } from './chain';
export { scalarUnit } from './scalar';
export { packScalarUnit } from './scalar-pack';
export { packAlignedUnit } from './pack-aligned';
export { twoStageUnit } from './two-stage';
export { wideUnit } from './wide';
export { decodeUnit } from './decode';
export { encodeUnit } from './encode';
export { gemmUnit } from './gemm';
export { gemmFloat32Unit, packFloat32Columns, packFloat32Rows } from './gemm-float32';

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
