/** Products whose power was measured under several fillings, by name. */
import { named } from '../named.js';
import { A100_FLOAT16_TENSOR_CORE, type MeasuredProduct } from './gpu-power.js';

export const MEASURED_PRODUCTS: readonly MeasuredProduct[] = [A100_FLOAT16_TENSOR_CORE];

/** @throws InputError with all names for a name outside the list */
export function measuredProduct(name: string, where: string): MeasuredProduct {
  return named(MEASURED_PRODUCTS, name, 'a measured product', where);
}
