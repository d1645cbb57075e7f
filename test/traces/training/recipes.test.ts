/** Biases and loss scales of recipes. Expected values: Noune et al. 2022, section 3 and its table of ResNet-32. */
import { describe, expect, it } from 'vitest';
import { fixedExponent } from '../../../records/trace/recipe.js';
import { recipe } from '../../../traces/training/recipes.js';

const fp8 = (options: Parameters<typeof recipe>[1]) => recipe('fp8', options, 'test');
const lossScale = (options: Parameters<typeof recipe>[1], name = 'fp8') => recipe(name, options, 'test').lossScaling;

describe('a gradient bias B becomes a loss scale of 2^(B − own bias)', () => {
  it.each([
    ['f152', 33, 17],
    ['f152', 16, 0],
    ['f143', 20, 12],
    ['f143', 8, 0],
    ['f143', 3, -5],
    // OCP E5M2 and E4M3: biases 15 and 7.
    ['e5m2', 33, 18],
    ['e4m3', 20, 13],
    ['1.3.4', 9, 5],
    ['1.5.2:bias=20', 33, 13],
  ])('%s, B = %i: 2^%i', (gradientFormat, gradientBias, exponent) => {
    expect(lossScale({ gradientFormat, gradientBias })).toEqual({ kind: 'fixed', exponent });
  });

  it('is that of F152 in fp16, so that fp16 and fp8 differ in operands alone', () => {
    expect(lossScale({ gradientBias: 31 }, 'fp16')).toEqual({ kind: 'fixed', exponent: 15 });
    expect(lossScale({ gradientBias: 31 })).toEqual({ kind: 'fixed', exponent: 15 });
  });

  it('without a bias is 2^10, and 2^0 where the format is spelled with one', () => {
    expect(lossScale({})).toEqual({ kind: 'fixed', exponent: 10 });
    expect(lossScale({ gradientFormat: 'f143' })).toEqual({ kind: 'fixed', exponent: 10 });
    expect(lossScale({ gradientFormat: '1.5.2' })).toEqual({ kind: 'fixed', exponent: 10 });
    expect(lossScale({ gradientFormat: '1.5.2:bias=33' })).toEqual({ kind: 'fixed', exponent: 0 });
  });

  it('reaches 2^±64', () => {
    expect(lossScale({ gradientFormat: 'f143', gradientBias: 72 })).toEqual({ kind: 'fixed', exponent: 64 });
    expect(() => lossScale({ gradientFormat: 'f143', gradientBias: 73 })).toThrow(
      'test gradient-bias: expected a bias from -56 to 72, got 73',
    );
  });
});

describe('biases of activations and weights that nobody gave', () => {
  // value = code's value × 2^(own bias − bias); own biases 8 and 16 (IPU21), 7 and 15 (OCP), 2^(E − 1) spelled.
  it.each([
    ['f143', 8 - 10, 8 - 14],
    ['f152', 16 - 24, 16 - 28],
    // The same values as F143 and F152 with the paper's biases, but for the largest.
    ['e4m3', 7 - 10, 7 - 14],
    ['e5m2', 15 - 23, 15 - 27],
    // One exponent bit less than 1.4.3, own bias 4: largest exponents 7 − 4 = 3 and 7 − 8 = −1.
    ['1.3.4', 4 - 4, 4 - 8],
    ['bfloat16', 0, 0],
    ['float16', 0, 0],
    ['1.4.3:bias=10', 0, 0],
  ])('%s: scales of 2^%i and 2^%i', (format, activation, weight) => {
    const { roles } = fp8({ activationFormat: format, weightFormat: format });
    expect([roles.activation, roles.weight].map(fixedExponent)).toEqual([activation, weight]);
  });

  it('yield to those that are given', () => {
    const { roles } = fp8({ activationBias: 12, weightFormat: '1.4.3:bias=10', weightBias: 13 });
    expect([roles.activation, roles.weight].map(fixedExponent)).toEqual([8 - 12, 10 - 13]);
  });
});
