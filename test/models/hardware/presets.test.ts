/** Units to build: what they are by their sources, and what is refused, in a sentence that names what can be built. */
import { describe, expect, it } from 'vitest';
import { checkBuildable } from '../../../models/hardware/buildable.js';
import type { HardwareUnit } from '../../../models/hardware/hardware-unit.js';
import { chosenHardware, hardwareOf, resultBits } from '../../../models/hardware/of-unit.js';
import { HARDWARE_UNITS, hardwareUnit } from '../../../models/hardware/presets.js';
import { resolveUnit, type UnitRequest } from '../../../models/units/resolve-unit.js';

function floatOf(name: string) {
  const { datapath } = hardwareUnit(name, 'test');
  if (datapath.kind !== 'float') throw new Error(`${name} is no unit of floats`);
  return datapath;
}

describe('presets', () => {
  it('have names of their own, sources, and can all be built', () => {
    expect(new Set(HARDWARE_UNITS.map(({ name }) => name)).size).toBe(HARDWARE_UNITS.length);
    for (const unit of HARDWARE_UNITS) {
      expect(unit.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(unit.source.length).toBeGreaterThan(10);
      expect(() => checkBuildable(unit, unit.name)).not.toThrow();
    }
  });

  // 64 float16 or 128 fp8 products a cycle of a tile in 16 channels.
  it('of the AMP are a sixteenth of a tile', () => {
    expect(floatOf('amp-exact').unit.productsPerStep).toBe(128 / 16);
    expect(floatOf('amp-fp16').unit.productsPerStep).toBe(64 / 16);
  });

  // MMA-Sim, arXiv:2511.10909, table of NVIDIA's units.
  it.each([
    ['hopper-fp8', 32, 13, 13],
    ['ada-fp8', 16, 13, 13],
    ['hopper-fp16', 16, 25, 23],
    ['ampere-fp16', 8, 24, 23],
    ['blackwell-fp8', 32, 25, 23],
  ])(
    '%s takes %i products, keeps %i fraction bits, and %i mantissa bits',
    (name, products, fractionBits, mantissaBits) => {
      expect(floatOf(name).unit).toMatchObject({
        productsPerStep: products,
        sum: { kind: 'aligned', fractionBits },
        accumulator: { format: 'float32', mantissaBits },
      });
    },
  );

  it('say by a name what was changed', () => {
    const unit = chosenHardware(hardwareUnit('amp-f13', 'test'), { products: 4, stages: 3, zeroGating: 'gated' });
    expect(unit.name).toBe('amp-f13-k4-s3-gated');
    expect(resultBits(unit)).toBe(16);
  });
});

function refusal(request: UnitRequest | HardwareUnit): string {
  const unit = 'family' in request ? hardwareOf(resolveUnit(request)) : request;
  try {
    checkBuildable(unit, '--unit');
  } catch (error) {
    return (error as Error).message;
  }
  return 'can be built';
}

describe('what is not built', () => {
  it.each([
    [{ family: 'hopper', promotion: 128 }, 'one rounding a step, without promotion), got promotion'],
    [{ family: 'blackwell-mx' }, 'operands without block scales), got block scales'],
    [{ family: 'ipu21-amp', stepsPerRounding: 8 }, 'a rounding every step), got a rounding every 8 steps'],
    [{ family: 'exact' }, 'a rounding every step), got one at the end of the whole'],
    [{ family: 'cdna3' }, 'got a sum of kind two-stage'],
    [{ family: 'ipu21-amp', internal: { kind: 'float32' } }, 'got a sum of kind float32'],
    [{ family: 'fma', accumulator: 'dlfloat16' }, 'accumulators float16, float32, bfloat16), got dlfloat16'],
    [{ family: 'fma', a: 'float8_e8m0fnu' }, 'with a sign, a zero and an exponent field, got float8_e8m0fnu'],
    [{ family: 'fma', a: '1.0.3:nan=none' }, 'with a sign, a zero and an exponent field, got 1.0.3'],
  ] as const)('%o', (request, sentence) => {
    expect(refusal(request)).toContain(sentence);
  });

  it('stages: more than there are places, or too few to hold what is gated', () => {
    expect(refusal(chosenHardware(hardwareUnit('amp-int8', 'test'), { stages: 4 }))).toContain(
      '1 to 3 pipeline stages',
    );
    const gated = chosenHardware(hardwareUnit('amp-f13', 'test'), { stages: 1, zeroGating: 'gated' });
    expect(refusal(gated)).toContain('2 to 8 pipeline stages, the first of which holds gated operands, got 1');
  });
});
