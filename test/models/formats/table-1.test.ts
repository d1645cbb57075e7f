/** Table 1 of Noune et al. 2022, arXiv:2206.02915, digit by digit. */
import { describe, expect, it } from 'vitest';
import { dynamicRangeDb, finiteMagnitude, maxFinite, minPositive } from '../../../models/formats/format.js';
import { resolveFloatFormat, resolveFormat } from '../../../models/formats/resolve.js';
import { signalToNoiseDb } from '../../../models/formats/signal-to-noise.js';
import { outputOf } from '../../cli/octile.js';

/** Format, D and SNR in dB, as printed. */
const TABLE = [
  ['float32', '1667.7', '151.9'],
  ['float16', '240.8', '73.7'],
  ['bfloat16', '1571.3', '55.6'],
  ['dlfloat16', '385.3', '67.6'],
  ['1.5.2', '197.5', '25.5'],
  ['1.4.3', '107.8', '31.5'],
  ['1.3.4', '66.0', '37.5'],
] as const;

/** 1.0.7 at its steps: the SNR as printed; D is 42.1 at each. */
const STEPS = [
  ['int8:step=2^-4', '34.9'],
  ['int8:step=2^-5', '40.5'],
  ['int8:step=2^-6', '19.2'],
] as const;

describe.each(TABLE)('%s', (name, range, ratio) => {
  const format = resolveFormat(name, 'test');

  it(`has a dynamic range of ${range} dB and an SNR of ${ratio} dB`, () => {
    expect(dynamicRangeDb(format).toFixed(1)).toBe(range);
    expect(signalToNoiseDb(format).toFixed(1)).toBe(ratio);
  });

  it('shows both', () => {
    const shown = outputOf(['formats', name]);
    expect(shown).toMatch(new RegExp(`dynamic range +${range.replace('.', '\\.')} dB`));
    expect(shown).toMatch(new RegExp(`signal to noise +${ratio.replace('.', '\\.')} dB`));
  });
});

describe.each(STEPS)('%s', (name, ratio) => {
  it(`has a dynamic range of 42.1 dB and an SNR of ${ratio} dB for N(0,1)`, () => {
    expect(dynamicRangeDb(resolveFormat(name, 'test')).toFixed(1)).toBe('42.1');
    expect(signalToNoiseDb(resolveFormat(name, 'test')).toFixed(1)).toBe(ratio);
  });
});

describe('what the printed digits tell of the definitions', () => {
  it('the codes of fp8 have one special value: OCP’s E4M3 and E5M2 have other ranges', () => {
    expect(dynamicRangeDb(resolveFormat('f143', 'test')).toFixed(1)).toBe('107.8');
    expect(dynamicRangeDb(resolveFormat('float8_e4m3fn', 'test')).toFixed(1)).not.toBe('107.8');
    expect(dynamicRangeDb(resolveFormat('float8_e5m2', 'test')).toFixed(1)).not.toBe('197.5');
  });

  it('the bias is free: it moves both ends alike', () => {
    for (const bias of [-3, 7, 8, 33]) {
      expect(dynamicRangeDb(resolveFormat(`1.4.3:bias=${bias}`, 'test')).toFixed(1)).toBe('107.8');
    }
  });

  it('the range of floats reaches down to the smallest subnormal, DLFloat’s to its smallest value', () => {
    const float32 = resolveFloatFormat('float32', 'test');
    expect(minPositive(float32)).toBe(2 ** -149);
    expect(20 * Math.log10(maxFinite(float32) / 2 ** -126)).toBeLessThan(1600);
    const dlfloat = resolveFloatFormat('dlfloat16', 'test');
    expect(minPositive(dlfloat)).toBe(2 ** -31 * (1 + 2 ** -9));
    expect(maxFinite(dlfloat)).toBe(2 ** 32 * (2 - 2 ** -8));
  });

  it('1.0.7 is fixed point: the same as int8 of that step', () => {
    // Sign and magnitude with bias 0 has steps of 2^(1 − 7) = 2^-6.
    const fixed = resolveFloatFormat('1.0.7:nan=none', 'test');
    expect(finiteMagnitude(fixed, 1)).toBe(2 ** -6);
    expect(signalToNoiseDb(fixed)).toBe(signalToNoiseDb(resolveFormat('int8:step=2^-6', 'test')));
  });

  it('the noise of a Gaussian in int8, summed over a grid of values, is the model’s', () => {
    const step = 2 ** -5;
    const width = 2 ** -14;
    let noise = 0;
    for (let x = -10; x < 10; x += width) {
      const nearest = Math.max(-127, Math.min(127, Math.round(x / step))) * step;
      noise += ((x - nearest) ** 2 * Math.exp(-(x ** 2) / 2) * width) / Math.sqrt(2 * Math.PI);
    }
    expect(-10 * Math.log10(noise)).toBeCloseTo(signalToNoiseDb(resolveFormat('int8:step=2^-5', 'test')), 1);
  });
});
