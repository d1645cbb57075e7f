/**
 * Add: all terms to two numbers by carry-save adders, these to one, and that to sign and magnitude.
 * A negative term comes in ones' complement, its sign bit inverted on top: −x = ~x + 1, and s·(−2^n) = (1 − s)·2^n − 2^n.
 * All −2^n together are one constant row; each + 1 takes the free lowest place of a carry row.
 */
import { constant, input, joined, output, type RtlModule, zeros } from '../module.js';
import type { FloatPlan } from '../plan/float-plan.js';
import { carrySaveLines } from './carry-save.js';

/** Bits of the sum: magnitude and sign. */
export function sumBits({ window }: FloatPlan): number {
  return window.magnitudeBits + 1;
}

/** Bits below the products, where the accumulator alone reaches. */
function bitsBelowProducts({ window }: FloatPlan): number {
  return window.productLow - window.low;
}

export function compressModule(plan: FloatPlan): RtlModule {
  const { products, window } = plan;
  const below = bitsBelowProducts(plan);
  const bits = sumBits(plan);
  const upper = bits - below;
  const term = window.productBits;
  const own = window.accumulatorBits;
  const rows = [
    ...Array.from({ length: products }, (_, i) =>
      joined(zeros(upper - term - 1), `~sign[${i}]`, `terms[${i * term} +: ${term}]`),
    ),
    constant(upper, rowOfSigns(products, term, own - below, upper)),
  ];
  const { lines, rest } = carrySaveLines(rows, upper, (adder) => `sign[${adder}]`);
  const [x, y] = rest as [string, string];
  const accumulator = joined(zeros(bits - own - 1), '~c_sign', 'c_term');
  return {
    name: 'add_compress',
    block: 'add',
    about: [
      `${products + 1} terms to two by carry-save adders. Of ${bits} bits, for sums of up to ${window.magnitudeBits} bits with their sign;`,
      below > 0 ? `the lowest ${below} are the accumulator's alone.` : 'products and accumulator reach equally low.',
      `A term's sign stands inverted above it; the last of the rows takes 2^${term} off for each of them.`,
    ],
    ports: [
      input('sign', products, 'of each product'),
      input('terms', products * term, 'products, ones’ complement where negative'),
      input('c_sign', undefined, 'of the accumulator'),
      input('c_term', own, 'the accumulator, ones’ complement where negative'),
      output('sum', bits, ''),
      output('carry', upper, `from bit ${below} of the sum on`),
    ],
    body: [
      ...lines,
      `wire [${bits - 1}:0] accumulator = ${accumulator};`,
      `wire [${upper - 1}:0] upper = accumulator[${bits - 1}:${below}];`,
      `wire [${upper - 1}:0] majority = (${x} & ${y}) | (${x} & upper) | (${y} & upper);`,
      `assign sum = ${joined(`${x} ^ ${y} ^ upper`, below > 0 ? `accumulator[${below - 1}:0]` : '')};`,
      `assign carry = {majority[${upper - 2}:0], sign[${products - 1}]};`,
    ],
  };
}

/** −2^n of each product and of the accumulator, modulo the bits of the sum. */
function rowOfSigns(products: number, productBits: number, accumulatorBits: number, bits: number): bigint {
  const modulus = 2n ** BigInt(bits);
  const taken = BigInt(products) * 2n ** BigInt(productBits) + 2n ** BigInt(accumulatorBits);
  return (modulus - (taken % modulus)) % modulus;
}

export function sumModule(plan: FloatPlan): RtlModule {
  const bits = sumBits(plan);
  const below = bitsBelowProducts(plan);
  return {
    name: 'add_sum',
    block: 'add',
    about: ['Two numbers to one, with the accumulator’s + 1.'],
    ports: [
      input('sum', bits, ''),
      input('carry', bits - below, below > 0 ? `from bit ${below} on` : ''),
      input('c_sign', undefined, 'of the accumulator'),
      output('total', bits, 'two’s complement'),
    ],
    body: [`assign total = sum + ${joined('carry', zeros(below))} + ${joined(zeros(bits - 1), 'c_sign')};`],
  };
}

export function magnitudeModule(plan: FloatPlan): RtlModule {
  const bits = sumBits(plan);
  const { window } = plan;
  const isLost = window.below === 'possible';
  const quiet = bitsBelowProducts(plan) - 1;
  return {
    name: 'add_magnitude',
    block: 'add',
    about: [
      'The sum as sign and magnitude.',
      ...(isLost
        ? ['Where bits of the accumulator were lost and the products sum to zero, nothing stands where they could be.']
        : []),
    ],
    ports: [
      input('total', bits, 'two’s complement'),
      ...(isLost ? [input('lost', undefined, 'bits of the accumulator lie below the window')] : []),
      output('negative', undefined, 'the sum is below zero'),
      output('magnitude', bits - 1, ''),
      ...(isLost ? [output('alone', undefined, 'the accumulator is the result')] : []),
    ],
    body: [
      `assign negative = total[${bits - 1}];`,
      `assign magnitude = (total[${bits - 2}:0] ^ {${bits - 1}{negative}}) + ${joined(zeros(bits - 2), 'negative')};`,
      ...(isLost ? [`assign alone = lost & ~|magnitude[${bits - 2}:${quiet}];`] : []),
    ],
  };
}
