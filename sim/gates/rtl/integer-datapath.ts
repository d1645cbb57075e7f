/** The blocks of a unit of integers: signed products, summed with the accumulator modulo its bits. */
import type { IntegerDatapath } from '../../../models/hardware/hardware-unit.js';
import { carrySaveLines } from './blocks/carry-save.js';
import { integerSections } from './depth.js';
import { constant, input, joined, output, type RtlModule, zeros } from './module.js';
import type { Datapath, Placed } from './pipeline.js';

export function integerDatapath(unit: IntegerDatapath): Datapath {
  const { operandBits: bits, productsPerStep: lanes, accumulatorBits, zeroGating } = unit;
  const isGated = zeroGating === 'gated';
  const zero: Placed[] = isGated ? [{ module: zeroModule(bits), section: 'decode', lanes, label: 'decode_zero' }] : [];
  return {
    lanes,
    inputs: [
      { name: 'a', bits: lanes * bits, laneBits: bits, about: 'two’s complement, product 0 lowest' },
      { name: 'b', bits: lanes * bits, laneBits: bits, about: 'two’s complement, product 0 lowest' },
      { name: 'c', bits: accumulatorBits, about: 'accumulator, two’s complement' },
    ],
    sections: integerSections(bits, lanes, accumulatorBits, isGated),
    placed: [
      ...zero,
      { module: multiplyModule(bits, isGated), section: 'multiply', lanes, signals: { product: 'products' } },
      { module: compressModule(unit), section: 'compress' },
      { module: sumModule(accumulatorBits), section: 'sum' },
    ],
    result: 'result',
    held: isGated ? { signals: ['a', 'b'], by: 'zero' } : undefined,
  };
}

function zeroModule(bits: number): RtlModule {
  return {
    name: 'decode_zero',
    block: 'decode',
    about: ['Whether a product is zero.'],
    ports: [input('a', bits, ''), input('b', bits, ''), output('zero', undefined, 'either operand is')],
    body: ['assign zero = ~|a | ~|b;'],
  };
}

function multiplyModule(bits: number, isGated: boolean): RtlModule {
  const wide = 2 * bits;
  return {
    name: 'multiply',
    block: 'multiply',
    about: [`One product of ${bits} × ${bits} bits, two’s complement.`],
    ports: [
      input('a', bits, ''),
      input('b', bits, ''),
      ...(isGated ? [input('zero', undefined, 'the operands are held, and the product is not theirs')] : []),
      output('product', wide, ''),
    ],
    body: [
      `wire signed [${wide - 1}:0] full = $signed(a) * $signed(b);`,
      `assign product = ${isGated ? `zero ? ${constant(wide, 0)} : full` : 'full'};`,
    ],
  };
}

function compressModule({ operandBits, productsPerStep: products, accumulatorBits: bits }: IntegerDatapath): RtlModule {
  const own = 2 * operandBits;
  const modulus = 2n ** BigInt(bits);
  const taken = (BigInt(products) * 2n ** BigInt(own - 1)) % modulus;
  const rows = [
    ...Array.from({ length: products }, (_, i) =>
      joined(zeros(bits - own), `~products[${(i + 1) * own - 1}]`, `products[${i * own} +: ${own - 1}]`),
    ),
    constant(bits, (modulus - taken) % modulus),
    'c',
  ];
  const { lines, rest } = carrySaveLines(rows, bits, () => "1'b0");
  return {
    name: 'add_compress',
    block: 'add',
    about: [
      `${products} products and the accumulator to two numbers by carry-save adders, modulo 2^${bits}.`,
      `A sign bit weighs −2^${own - 1}: it stands inverted, and one row takes 2^${own - 1} off for each of them.`,
    ],
    ports: [
      input('products', products * own, ''),
      input('c', bits, 'accumulator'),
      output('sum', bits, ''),
      output('carry', bits, ''),
    ],
    body: [...lines, `assign sum = ${rest[0]};`, `assign carry = ${rest[1]};`],
  };
}

function sumModule(bits: number): RtlModule {
  return {
    name: 'add_sum',
    block: 'add',
    about: [`Two numbers to one, modulo 2^${bits}.`],
    ports: [input('sum', bits, ''), input('carry', bits, ''), output('result', bits, 'two’s complement')],
    body: ['assign result = sum + carry;'],
  };
}
