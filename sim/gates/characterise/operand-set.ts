/**
 * Products that are characterised together, and which of them each window is of: the windows lie at equal distances
 * along all their multiply-accumulates, so that a plain mean over windows is weighted as the work is.
 */
import type { ArithmeticEngine } from '../../arithmetic/kernels/engine.js';
import type { StreamOrder } from '../operands/orders/orders.js';
import { type StreamSource, windowStreams } from './stream-source.js';
import { type GateUnit, type WindowEnergy, windowEnergy } from './window-energy.js';

export interface OperandSet {
  /** What reports call it. */
  readonly operands: string;
  readonly products: readonly WeightedProduct[];
}

export interface WeightedProduct {
  readonly macs: number;
  /** Made when it is asked for: operands of a large product take a while. */
  readonly source: () => StreamSource;
}

export interface Sampling {
  readonly order: StreamOrder;
  readonly seed: number;
  readonly windows: number;
  /** Of a window, the warm-up among them. */
  readonly cycles: number;
}

export function setWindows(
  set: OperandSet,
  gates: GateUnit,
  sampling: Sampling,
  engine: ArithmeticEngine,
): WindowEnergy[] {
  const { order, seed, windows, cycles } = sampling;
  let made: { readonly product: WeightedProduct; readonly source: StreamSource } | undefined;
  return Array.from({ length: windows }, (_, window) => {
    const product = productAt(set.products, (window + 0.5) / windows);
    if (made?.product !== product) made = { product, source: product.source() };
    const streams = windowStreams(made.source, gates.unit, order, { seed, window, cycles }, engine);
    return windowEnergy(gates, streams, made.source.formats);
  });
}

/** @param share of all multiply-accumulates that lie before the place, below 1 */
export function productAt(products: readonly WeightedProduct[], share: number): WeightedProduct {
  let left = share * products.reduce((sum, { macs }) => sum + macs, 0);
  for (const product of products) {
    if (left < product.macs) return product;
    left -= product.macs;
  }
  return products.at(-1) as WeightedProduct;
}
