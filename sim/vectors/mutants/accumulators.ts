/** Other accumulators: bits that are kept, rounding, overflow, NaN, signs of zero, exponents off by one. */
import { isStochastic, ROUNDING_RULES } from '../../../models/rounding.js';
import {
  ACCUMULATOR_OVERFLOW_RULES,
  type Accumulator,
  type DotProductUnit,
  resultFormat,
} from '../../../models/units/unit.js';
import type { Fault, Mutant, MutantKind } from './mutant.js';

export function accumulatorMutants(unit: DotProductUnit): Mutant[] {
  const { accumulator } = unit;
  const changed = (kind: MutantKind, name: string, fields: Partial<Accumulator>): Mutant => {
    const fault: Fault = { at: 'unit', unit: { ...unit, accumulator: { ...accumulator, ...fields } } };
    return { kind, name, fault };
  };
  const { mantissaBits, rounding, overflow, nan, zero } = accumulator;
  return [
    ...[-3, -2, -1, 1, 2].map((more) =>
      changed('accumulator', `a result kept ${mantissaBits + more} mantissa bits in place of ${mantissaBits}`, {
        mantissaBits: mantissaBits + more,
      }),
    ),
    ...ROUNDING_RULES.filter((rule) => rule !== rounding && isStochastic(rule) === isStochastic(rounding)).map((rule) =>
      changed('rounding', `results were rounded ${rule} in place of ${rounding}`, { rounding: rule }),
    ),
    ...(isStochastic(rounding)
      ? [
          changed('rounding', `results were rounded nearest-even in place of ${rounding}`, {
            rounding: 'nearest-even',
            randomBits: 0,
          }),
        ]
      : []),
    ...ACCUMULATOR_OVERFLOW_RULES.filter((rule) => rule !== overflow).map((rule) =>
      changed('special values', `overflow gave ${rule} in place of ${overflow}`, { overflow: rule }),
    ),
    ...(['quiet', 'all-ones'] as const)
      .filter((kind) => kind !== nan)
      .map((kind) => changed('special values', `NaN were written ${kind}`, { nan: kind })),
    ...(['positive', 'signed-underflow', 'ieee'] as const)
      .filter((rule) => rule !== zero)
      .map((rule) =>
        changed('special values', `zeros had the sign of the rule ${rule} in place of ${zero}`, { zero: rule }),
      ),
    ...formats(unit).map((format) =>
      changed('accumulator', `the partial sum were ${format}`, {
        format,
        mantissaBits: Math.min(mantissaBits, FORMAT_BITS[format]),
      }),
    ),
    ...[-1, 1].map(
      (scale): Mutant => ({
        kind: 'accumulator',
        name: `an exponent bias were ${scale > 0 ? 'one less' : 'one more'}`,
        fault: { at: 'exponents', scale },
      }),
    ),
    ...conversions(unit),
  ];
}

const FORMAT_BITS = { float32: 23, float16: 10, bfloat16: 7, dlfloat16: 9 } as const;

/** Where partial sums are added into a register, they may have another format. */
function formats({ promotion, accumulator }: DotProductUnit): (keyof typeof FORMAT_BITS)[] {
  if (promotion === undefined) return [];
  return (['float32', 'float16', 'bfloat16', 'dlfloat16'] as const).filter((format) => format !== accumulator.format);
}

function conversions(unit: DotProductUnit): Mutant[] {
  const { operandsAs, ...own } = unit;
  if (operandsAs === undefined) return [];
  return [
    { kind: 'subnormals', name: `operands were not converted into ${operandsAs}`, fault: { at: 'unit', unit: own } },
  ];
}

/** Whether a fault of the record leaves the rows as they are. */
export function hasSameRows(unit: DotProductUnit, changed: DotProductUnit): boolean {
  return resultFormat(unit) === resultFormat(changed);
}
