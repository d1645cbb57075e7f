/**
 * Units that differ in one thing from the one that answers as a GPU does: how many captured rows tell each apart says
 * what the rows show and what they leave open.
 */
import { alignedTruncated } from '../../../models/units/sum-rules.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { type CapturedRow, isEqual } from './captured-rows.js';

type Change = (unit: DotProductUnit) => DotProductUnit | undefined;

const withBits = (change: number): Change => {
  return (unit) =>
    unit.sum.kind === 'aligned'
      ? { ...unit, sum: { ...unit.sum, fractionBits: unit.sum.fractionBits + change } }
      : unit;
};
const withSum = (sum: Partial<ReturnType<typeof alignedTruncated>>): Change => {
  return (unit) => (unit.sum.kind === 'aligned' ? { ...unit, sum: { ...unit.sum, ...sum } } : unit);
};
/** Only where products are dealt out, or the accumulator is added behind them. */
const emulated = (change: (unit: DotProductUnit) => DotProductUnit): Change => {
  return (unit) => (unit.interleave === undefined ? undefined : change(unit));
};

function without(unit: DotProductUnit, field: 'interleave' | 'promotion' | 'operandsAs'): DotProductUnit {
  const { [field]: _, ...rest } = unit;
  return rest;
}

export const VARIANTS: Readonly<Record<string, Change>> = {
  'one fraction bit more': withBits(1),
  'one fraction bit less': withBits(-1),
  'terms rounded instead of truncated': withSum({ cut: 'nearest-even' }),
  'the accumulator added to the cut products uncut': withSum({ accumulatorAligned: 'after-products' }),
  'the exact sum': (unit) => ({ ...unit, sum: { kind: 'exact' } }),
  'another rounding': ({ accumulator, ...unit }) => {
    const rounding = accumulator.rounding === 'toward-zero' ? 'nearest-even' : 'toward-zero';
    return { ...unit, accumulator: { ...accumulator, rounding } };
  },
  'half as many products a step': (unit) =>
    unit.interleave === undefined ? { ...unit, productsPerStep: unit.productsPerStep / 2 } : undefined,
  'twice as many products a step': (unit) =>
    unit.interleave === undefined ? { ...unit, productsPerStep: 2 * unit.productsPerStep } : undefined,
  'products in the order of K': emulated((unit) => without(unit, 'interleave')),
  'even products, then odd ones': emulated((unit) => ({ ...unit, interleave: { products: 32, group: 2 } })),
  'all products in one step': emulated((unit) => ({ ...without(unit, 'interleave'), productsPerStep: 32 })),
  'the accumulator in the first step': emulated((unit) => without(unit, 'promotion')),
  'the accumulator in the first step, 13 fraction bits': emulated((unit) => ({
    ...without(unit, 'promotion'),
    sum: alignedTruncated(13),
  })),
};

/** Rows of a set that are test vectors. */
const CHOSEN_ROWS = 200;

/**
 * Which rows of a set become test vectors: in turn the next that tells each variant apart, and the next of all, until
 * there are enough. In the set's order.
 */
export function chosenRows(unit: DotProductUnit, rows: readonly CapturedRow[]): CapturedRow[] {
  const variants = Object.values(VARIANTS).flatMap((change) => change(unit) ?? []);
  const queues = [
    ...variants.map((variant) => [...rows.keys()].filter((at) => !isEqual(variant, rows[at] as CapturedRow))),
    [...rows.keys()],
  ];
  const chosen = new Set<number>();
  for (let turn = 0; chosen.size < CHOSEN_ROWS; turn++) {
    const queue = queues[turn % queues.length] as number[];
    const next = queue.find((at) => !chosen.has(at));
    if (next !== undefined) chosen.add(next);
  }
  return rows.filter((_, at) => chosen.has(at));
}
