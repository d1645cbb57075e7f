/**
 * What number formats and accumulation did to the products of captured steps: errors.json, beside trace.json. Each
 * product's outputs, a sample of them, against float64: what casting its operands loses, what the unit's accumulation
 * loses on the same cast operands, both, and what the cast of the result loses.
 */
import { z } from 'zod';
import { InputError } from '../../models/input-error.js';
import { count, name, real, size } from '../schema.js';
import { placesOf } from './check-trace.js';
import { PHASES } from './op.js';
import type { TraceRecord } from './trace.js';

export const ERRORS_FILE = 'errors.json';

/** What there was to judge: errors, none at all, errors of outputs that are all zero, or no finite output. */
export const ERROR_KINDS = ['noisy', 'exact', 'no-signal', 'no-output'] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

const number = real(-Number.MAX_VALUE, Number.MAX_VALUE);

/** One kind of error over all judged outputs that are finite. */
const statistics = z.looseObject({
  kind: z.enum(ERROR_KINDS),
  /** 10·log10(Σ exact² / Σ error²), dB; null unless noisy. */
  snrDb: number.nullable(),
  /** Mean error over the root mean square of the exact outputs; its sign is the error's. */
  bias: number,
  /**
   * Largest error in units of the last place of the accumulator, at the exact output or at the root mean
   * square of all outputs, whichever is larger: outputs that cancel to nearly nothing do not count more.
   */
  maxUlp: real(0, Number.MAX_VALUE),
});
export type ErrorStatistics = Readonly<z.infer<typeof statistics>>;

const operand = z.looseObject({
  format: name,
  /** Of the casts that made it; none where it is in the storage format. */
  cast: count,
  underflow: count,
  saturated: count,
});

const product = z.looseObject({
  op: name,
  step: count,
  layer: name,
  phase: z.enum(PHASES),
  /** y, dx, dw; of attention what it makes. */
  product: name,
  /** Terms of each output's sum. */
  k: size,
  outputs: size,
  /** Outputs that are judged, and those of them that are NaN or infinite. */
  judged: size,
  notFinite: count,
  operands: z.array(operand).length(2),
  /** The format of the result, whose last places are counted. */
  into: name,
  /** Products of the cast operands in float64, against products of the operands before the cast. */
  quantisation: statistics,
  /** The unit's result, against float64 on the same cast operands. */
  accumulation: statistics,
  /** The unit's result, against float64 on the operands before the cast. */
  total: statistics,
  /** Of the unit's result and float64 on the operands before the cast; null where one of them is zero. */
  cosine: real(-1, 1).nullable(),
  /** What the casts of the result lose, in the last places of their format; left out where there is none. */
  resultCast: statistics.extend({ format: name }).optional(),
});
export type ErrorOfProduct = z.infer<typeof product>;

export const errorsSchema = z.looseObject({
  schema: z.string(),
  /** How outputs were chosen, in words. */
  sampling: z.looseObject({ rule: name }),
  products: z.array(product),
});
export type ErrorsRecord = z.infer<typeof errorsSchema>;

/** @throws InputError for products of another trace, or judged outputs that there are not */
export function checkErrors({ products }: ErrorsRecord, trace: TraceRecord, where: string): void {
  const checkPlace = placesOf(trace);
  for (const [i, entry] of products.entries()) {
    const at = `${where} products.${i}`;
    checkPlace(entry, at);
    const { judged, outputs, notFinite } = entry;
    if (judged > outputs) throw new InputError(`${at}.judged`, `at most all ${outputs} outputs`, String(judged));
    if (notFinite > judged) throw new InputError(`${at}.notFinite`, `at most all ${judged} judged`, String(notFinite));
  }
}
