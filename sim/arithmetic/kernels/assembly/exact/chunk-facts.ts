/**
 * What is known of one chunk of a panel, four float64 each:
 *   singleNorm  largest sum of squares of a line in units, Infinity where the chunk does not fit one 15-bit limb
 *   limbsMisfit 0, or Infinity where the chunk does not fit two limbs
 *   unit        power of two that every value is a multiple of, far up where all are zero
 *   norm        largest Euclidean norm of a line, not below the true one
 */
import { Spread } from '../../exact/records';
import { CHUNK_FACTS } from '../../shared/layout';

export const SINGLE_NORM: usize = 0;
export const LIMBS_MISFIT: usize = 8;
export const UNIT: usize = 16;
export const NORM: usize = 24;

export function setFacts(facts: usize, place: i32, singleNorm: f64, limbsMisfit: f64, unit: f64, norm: f64): void {
  const address = facts + <usize>(place * CHUNK_FACTS * 8);
  store<f64>(address, singleNorm, SINGLE_NORM);
  store<f64>(address, limbsMisfit, LIMBS_MISFIT);
  store<f64>(address, unit, UNIT);
  store<f64>(address, norm, NORM);
}

/** Work unit: all chunks of an operand. Norms and misfits stand side by side. */
export function spreadUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Spread>(address);
  let largest = f64x2.splat(0);
  let facts = job.facts;
  for (let chunk = 0; chunk < job.count; chunk++, facts += CHUNK_FACTS * 8) largest = f64x2.max(largest, v128.load(facts));
  v128.store(job.largest, largest);
}
