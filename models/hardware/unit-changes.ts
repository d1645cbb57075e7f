/**
 * What changes at a dot-product unit from an issue to the next, as its operands and partials alone show: what energy
 * from gates is a combination of. Bits of a and of b; signs, bits of significands and of exponents of products; products
 * that become zero or cease to be; bits of how far a product is shifted, and of the largest exponent; columns of the
 * adder in which any term changes; bits of the accumulator that comes in.
 * Left out: how they are counted (sim/gates/characterise/activity-features.ts).
 */
export const UNIT_CHANGES = [
  'a',
  'b',
  'signs',
  'significands',
  'exponents',
  'zeros',
  'shifts',
  'largest',
  'columns',
  'partials',
] as const;
export type UnitChange = (typeof UNIT_CHANGES)[number];

/** How each is called in a table: bits that change unless said. */
export const CHANGE_NAMES: Readonly<Record<UnitChange, string>> = {
  a: 'bit of an operand that streams',
  b: 'bit of an operand that is held',
  signs: 'sign of a product',
  significands: 'bit of a product’s significand',
  exponents: 'bit of a product’s exponent',
  zeros: 'product that becomes zero or ceases to be',
  shifts: 'bit of a product’s shift',
  largest: 'bit of the largest exponent',
  columns: 'column of the adder',
  partials: 'bit of a partial that comes in',
};
