/**
 * Multiply: one product, exact, as sign, exponent and significand; and what NaNs and infinities among the products
 * and the accumulator make of the sum.
 */
import { input, output, type RtlModule } from '../module.js';
import type { FloatPlan } from '../plan/float-plan.js';

export function multiplyModule({ a, b, productExponentBits }: FloatPlan): RtlModule {
  const bits = a.significandBits + b.significandBits;
  const wide = (name: string, own: number) =>
    own === productExponentBits ? name : `{{${productExponentBits - own}{1'b0}}, ${name}}`;
  return {
    name: 'multiply',
    block: 'multiply',
    about: [
      `One product, exact: ${a.significandBits} × ${b.significandBits} bits; in [0, 4) relative to its exponent, the sum of the operands'.`,
    ],
    ports: [
      input('a_sign', undefined, 'of the operands'),
      input('b_sign', undefined, ''),
      input('a_exponent', a.exponentBits, `bias ${a.bias}`),
      input('b_exponent', b.exponentBits, `bias ${b.bias}`),
      input('a_significand', a.significandBits, ''),
      input('b_significand', b.significandBits, ''),
      output('sign', undefined, 'of the product, of a zero too'),
      output('exponent', productExponentBits, `2 to ${a.largestExponent + b.largestExponent}, bias ${a.bias + b.bias}`),
      output('product', bits, `${a.mantissaBits + b.mantissaBits} bits below the point`),
    ],
    body: [
      'assign sign = a_sign ^ b_sign;',
      `assign exponent = ${wide('a_exponent', a.exponentBits)} + ${wide('b_exponent', b.exponentBits)};`,
      'assign product = a_significand * b_significand;',
    ],
  };
}

/** Whether a product is zero: it is left out of the largest exponent, or held back where zeros are gated. */
export function zeroModule(): RtlModule {
  return {
    name: 'multiply_zero',
    block: 'multiply',
    about: ['Whether a product is zero.'],
    ports: [
      input('a_zero', undefined, 'of the operands'),
      input('b_zero', undefined, ''),
      output('zero', undefined, 'either is'),
    ],
    body: ['assign zero = a_zero | b_zero;'],
  };
}

/** What special operands decide: NaN, or an infinity and its sign. Sums of finite terms leave all wires 0. */
export function specialsModule(plan: FloatPlan): RtlModule {
  return plan.specials.infinity === 'as-nan' ? nanModule(plan) : infinityModule(plan);
}

function nanModule({ products, specials, a, b, c }: FloatPlan): RtlModule {
  const sides = specials.ofProducts === 'none' ? [] : [a, b].map((side, i) => ({ side, name: i === 0 ? 'a' : 'b' }));
  const of = (kind: 'nan' | 'infinite') =>
    sides
      .filter(({ side }) => (kind === 'nan' ? side.nan : side.infinity) === 'some')
      .map(({ name }) => `${name}_${kind}`);
  const names = [...of('nan'), ...of('infinite')];
  return {
    name: 'multiply_specials',
    block: 'multiply',
    about: ['NaN where any operand is a NaN or an infinity: the accumulator turns infinite sums into NaN as well.'],
    ports: [
      ...names.map((name) => input(name, products, 'of each operand')),
      ...cPorts(c),
      output('special_nan', undefined, 'the result is NaN'),
    ],
    body: [`assign special_nan = ${[...names.map((name) => `|${name}`), 'c_nan', 'c_infinite'].join(' | ')};`],
  };
}

function cPorts(_c: FloatPlan['c']) {
  return [input('c_nan', undefined, 'of the accumulator'), input('c_infinite', undefined, '')];
}

function infinityModule(plan: FloatPlan): RtlModule {
  const { products, c } = plan;
  const infinite = (['a', 'b'] as const).filter((name) => plan[name].infinity === 'some');
  const nans = (['a', 'b'] as const).filter((name) => plan[name].nan === 'some').map((name) => `${name}_nan`);
  const vector = `[${products - 1}:0]`;
  const any = infinite.map((name) => `${name}_infinite`);
  const invalid = infinite.map((name) => `(${name}_infinite & ${name === 'a' ? 'b' : 'a'}_zero)`);
  const lines =
    any.length === 0
      ? ['wire plus = c_infinite & ~c_sign;', 'wire minus = c_infinite & c_sign;']
      : [
          `wire ${vector} infinite = ${any.join(' | ')};`,
          'wire plus = |(infinite & ~sign) | (c_infinite & ~c_sign);',
          'wire minus = |(infinite & sign) | (c_infinite & c_sign);',
        ];
  const causes = [...nans.map((name) => `|${name}`), ...invalid.map((text) => `|${text}`), 'c_nan', '(plus & minus)'];
  return {
    name: 'multiply_specials',
    block: 'multiply',
    about: ['NaN: a NaN among the operands, infinity × zero, or infinities of both signs. Else an infinity decides.'],
    ports: [
      ...nans.map((name) => input(name, products, 'of each operand')),
      ...any.map((name) => input(name, products, '')),
      ...(any.includes('b_infinite') ? [input('a_zero', products, '')] : []),
      ...(any.includes('a_infinite') ? [input('b_zero', products, '')] : []),
      ...(any.length > 0 ? [input('sign', products, 'of each product')] : []),
      ...cPorts(c),
      input('c_sign', undefined, ''),
      output('special_nan', undefined, 'the result is NaN'),
      output('special_infinite', undefined, 'the result is infinite'),
      output('special_sign', undefined, 'and negative'),
    ],
    body: [
      ...lines,
      `assign special_nan = ${causes.join(' | ')};`,
      'assign special_infinite = plus | minus;',
      'assign special_sign = minus;',
    ],
  };
}

/** Whether all terms have a negative sign, so that a sum of zero is −0 (IEEE 754-2019, 6.3). */
export function negativeZeroModule({ products }: FloatPlan): RtlModule {
  return {
    name: 'multiply_signs',
    block: 'multiply',
    about: ['Whether every term has a negative sign: then a sum of zero is −0 (IEEE 754-2019, 6.3).'],
    ports: [
      input('sign', products, 'of each product'),
      input('c_sign', undefined, 'of the accumulator'),
      output('all_negative', undefined, ''),
    ],
    body: ['assign all_negative = &sign & c_sign;'],
  };
}
