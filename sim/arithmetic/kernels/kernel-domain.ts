/**
 * The units that the kernels are held against the reference on: those of the families, and what differs from them only
 * in fraction bits, rounding, overflow or promotion. A unit from a file may be anything else; it runs in the reference.
 */
import { InputError } from '../../../models/input-error.js';
import { UNIT_FAMILIES } from '../../../models/units/families.js';
import { alignedTruncated } from '../../../models/units/sum-rules.js';
import type { DotProductUnit, SumRule, UnitFamily, UnitOptions } from '../../../models/units/unit.js';

/** As many fraction bits as any family has. */
const MOST_FRACTION_BITS = 35;
/** What to ask families for; each refuses what it does not have. */
const ACCUMULATORS = ['float32', 'float16', 'bfloat16', 'dlfloat16'];
const INTERNALS: readonly (SumRule | undefined)[] = [
  undefined,
  { kind: 'float32' },
  alignedTruncated(MOST_FRACTION_BITS),
];
/** The widest range of sums of scales that a family has. */
const [LEAST_SCALE_SUM, LARGEST_SCALE_SUM] = [-64, 63];

/** Whether the kernels may be asked for one; gemm.ts and gemm-aligned.ts tell which. */
export function isWithinKernels(unit: DotProductUnit): boolean {
  const [least, largest] = unit.scaleRange;
  if (least < LEAST_SCALE_SUM || largest > LARGEST_SCALE_SUM) return false;
  const { sum, accumulator } = unit;
  if (
    sum.kind === 'aligned' &&
    (sum.fractionBits < accumulator.mantissaBits || sum.fractionBits > MOST_FRACTION_BITS)
  ) {
    return false;
  }
  return familyShapes().has(shapeOf(unit)) || familyShapes().has(shapeOf({ ...unit, aFormat: ANY, bFormat: ANY }));
}

/** In the place of operands that a family leaves open. */
const ANY = 'any';
let shapes: ReadonlySet<string> | undefined;

function familyShapes(): ReadonlySet<string> {
  shapes ??= new Set(UNIT_FAMILIES.flatMap(shapesOfFamily));
  return shapes;
}

function shapesOfFamily(family: UnitFamily): string[] {
  const choices = ACCUMULATORS.flatMap((accumulator) =>
    INTERNALS.map((internal) => ({ accumulator, ...(internal === undefined ? {} : { internal }) })),
  );
  const units = family.pairs.flatMap((pair) => choices.flatMap((options) => offered(family, pair, options)));
  if (family.operands === 'pairs') return units.map(shapeOf);
  return units.map((unit) => shapeOf({ ...unit, aFormat: ANY, bFormat: ANY }));
}

function offered(family: UnitFamily, [a, b]: readonly [string, string], options: UnitOptions): DotProductUnit[] {
  try {
    return [family.resolve(a, b, options, 'kernels')];
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** What the kernels depend on, but for the parameters that they take as such. */
function shapeOf({ aFormat, bFormat, productsPerStep, sum, accumulator }: DotProductUnit): string {
  const { format, mantissaBits, nan, zero } = accumulator;
  const rule = sum.kind === 'aligned' ? { ...sum, fractionBits: 0 } : sum;
  return JSON.stringify([
    aFormat,
    bFormat,
    productsPerStep,
    Object.entries(rule).sort(),
    format,
    mantissaBits,
    nan,
    zero,
  ]);
}
