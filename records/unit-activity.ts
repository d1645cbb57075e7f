/**
 * What changes at a unit of the AMP from an issue to the next: what gates are priced by where no operands are at hand.
 * Means over sampled windows of a product's operands, in the order in which a tile streams them.
 * Of a product they hold for every issue of it, padding among them; of a convolution, which is counted as the product
 * that it is, for its useful multiply-accumulates.
 * Left out: how they are counted (sim/gates/characterise/activity-features.ts says what each is).
 */
import { z } from 'zod';
import { UNIT_CHANGES } from '../models/hardware/unit-changes.js';
import { name, real, size } from './schema.js';

/** Of a unit in a cycle at most: no word of one has so many bits. */
const MOST_BITS = 2 ** 20;

const sampledMean = z.looseObject({ value: real(0, MOST_BITS), standardError: real(0, MOST_BITS) });

export const unitActivitySchema = z.looseObject({
  /** The unit to build whose terms were counted: a characterised unit of that name prices them. */
  unit: name,
  /** Multiply-accumulates of a unit's issue. */
  productsPerStep: size,
  windows: size,
  /** Of a unit, an issue. */
  changes: z.record(z.enum(UNIT_CHANGES), sampledMean),
});
export type UnitActivity = Readonly<z.infer<typeof unitActivitySchema>>;
