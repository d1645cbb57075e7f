/** What the units that follow IEEE 754 share: the accumulator, what a user may choose, and example operands. */
import type { UnitRow } from './table.js';
import type { UnitChoice, UnitFamily } from './unit.js';

export const IEEE_CHOICES: readonly UnitChoice[] = ['accumulator', 'promotion', 'rounding', 'randomBits', 'overflow'];

/** Nearest-even unless another rounding is chosen, overflow and zeros as IEEE 754. */
export function ieeeAccumulator(format: string): UnitRow['accumulator'] {
  return { format, rounding: 'nearest-even', overflow: 'ieee', nan: 'quiet', zero: 'ieee' };
}

/** Accumulators that units of any operands offer, the default first. */
export const ANY_ACCUMULATORS = ['float32', 'float16', 'bfloat16', 'dlfloat16'] as const;

/** Pairs to show for a unit that takes any. */
export const EXAMPLE_PAIRS: UnitFamily['pairs'] = [
  ['float8_e4m3fnuz', 'float8_e4m3fnuz'],
  ['float8_e5m2fnuz', 'float8_e5m2fnuz'],
  ['float8_e4m3fn', 'float8_e4m3fn'],
  ['float8_e5m2', 'float8_e5m2'],
  ['float16', 'float16'],
  ['bfloat16', 'bfloat16'],
  ['float32', 'float32'],
];
