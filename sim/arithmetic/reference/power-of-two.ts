/** Power-of-two scales of whole tensors, from the largest magnitude that they hold. */
import { type FloatFormat, maxFinite } from '../../../models/formats/format.js';
import { dyadicOf, floorLog2 } from './dyadic.js';

/**
 * The least exponent s by which a magnitude is at most the format's largest finite value times 2^s.
 *
 * @param amax finite; 0 gives 0
 */
export function leastScaleExponent(amax: number, format: FloatFormat): number {
  if (amax === 0) return 0;
  const most = maxFinite(format);
  const exponent = floorLog2(dyadicOf(amax)) - floorLog2(dyadicOf(most));
  return amax * 2 ** -exponent > most ? exponent + 1 : exponent;
}
