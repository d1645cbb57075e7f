/**
 * What changes at a unit of the AMP from an issue to the next: what gates are priced by where no operands are at hand.
 * Means over sampled windows of a product's operands, in the order in which a tile streams them.
 * Of a product they hold for every issue of it, padding among them; of a convolution, which is counted as the product
 * that it is, for its useful multiply-accumulates.
 * Left out: how they are counted (sim/gates/characterise/activity-features.ts says what each is).
 */
import { z } from 'zod';
import { name, size } from './schema.js';

export const UNIT_CHANGES = [
  'a',
  'b',
  'signs',
  'significands',
  'exponents',
  'zeros',
  'shifts',
  'largest',
  'columns',
  'partials',
] as const;
export type UnitChange = (typeof UNIT_CHANGES)[number];

const sampledMean = z.looseObject({ value: z.number().nonnegative(), standardError: z.number().nonnegative() });

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
