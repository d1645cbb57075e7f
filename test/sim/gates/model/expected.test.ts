/** The fast twin equals the plain reference on random and hard operands, for every preset and every rounding. */
import { describe, expect, it } from 'vitest';
import type { HardwareUnit } from '../../../../models/hardware/hardware-unit.js';
import { hardwareOf } from '../../../../models/hardware/of-unit.js';
import { HARDWARE_UNITS, hardwareUnit } from '../../../../models/hardware/presets.js';
import { isStochastic, ROUNDING_RULES } from '../../../../models/rounding.js';
import { resolveUnit } from '../../../../models/units/resolve-unit.js';
import { expectedResults } from '../../../../sim/gates/model/expected.js';
import { referenceResult, stepsOf } from '../../../../sim/gates/model/reference.js';
import { drawnStreams } from '../../../../sim/gates/model/vectors.js';

const ROUNDED = ROUNDING_RULES.map((rounding) =>
  hardwareOf(
    resolveUnit({
      family: 'fma',
      a: 'float16',
      accumulator: 'float16',
      rounding,
      randomBits: isStochastic(rounding) ? 5 : 0,
    }),
  ),
);
const OTHERS = [
  hardwareOf(resolveUnit({ family: 'ipu21-amp', a: 'float32' })),
  hardwareOf(resolveUnit({ family: 'ipu21-amp', a: 'f152', overflow: 'clip' })),
  hardwareOf(resolveUnit({ family: 'ampere', a: 'tf32' })),
];

function unequal(unit: HardwareUnit, cycles: number): number {
  const streams = drawnStreams(unit, { cycles, seed: 3 });
  const expected = expectedResults(unit, streams);
  return Array.from({ length: stepsOf(streams) }, (_, at) => at).filter(
    (at) => referenceResult(unit, streams, at) !== expected[at],
  ).length;
}

describe('the fast twin', () => {
  it.each([...HARDWARE_UNITS, ...ROUNDED, ...OTHERS].map((unit) => ({ name: unit.name, unit })))(
    'of $name equals the reference',
    ({ unit }) => {
      expect(unequal(unit, 4)).toBe(0);
    },
  );
});

describe('drawn operands', () => {
  it('are a function of the seed', () => {
    const unit = hardwareUnit('amp-exact', 'test');
    const [once, again, other] = [7, 7, 8].map((seed) => drawnStreams(unit, { cycles: 1, seed }));
    expect(once).toEqual(again);
    expect(once).not.toEqual(other);
  });

  it('reach results of every class: zero, subnormal, normal, largest, infinite, NaN', () => {
    const unit = hardwareUnit('exsdotp-fp8', 'test');
    const results = expectedResults(unit, drawnStreams(unit, { cycles: 8, seed: 1 }));
    const classes = new Set([...results].map((code) => classOf(code % 0x8000)));
    expect([...classes].sort()).toEqual(['infinite', 'largest', 'nan', 'normal', 'subnormal', 'zero']);
  });
});

/** Of the magnitude of a float16. */
function classOf(magnitude: number): string {
  if (magnitude === 0) return 'zero';
  if (magnitude < 0x400) return 'subnormal';
  if (magnitude >= 0x7c00) return magnitude === 0x7c00 ? 'infinite' : 'nan';
  return magnitude === 0x7bff ? 'largest' : 'normal';
}
