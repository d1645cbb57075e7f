/**
 * Sums that the vectors leave out, each with its result counted by hand, for the files of instruction-vectors.ts
 * that they add to.
 */

import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { type DotProductUnit, resultFormat } from '../../../../models/units/unit.js';
import { encode } from '../../../../sim/arithmetic/reference/convert.js';
import type { InstructionRow } from './instruction-vectors.js';

interface HardCase {
  /** A file's name contains this. */
  readonly file: string;
  readonly products: readonly (readonly [number, number])[];
  readonly c: number;
  readonly d: number;
  readonly scales?: { readonly a: readonly number[]; readonly b: readonly number[]; readonly block: number };
}

const p = (exponent: number) => 2 ** exponent;
/** 32 products of 16 × (x·y): two groups that cancel, then the small ones from product 32 on. */
const cancellingGroups = [
  ...Array.from({ length: 16 }, () => [6, 6] as const),
  ...Array.from({ length: 16 }, () => [6, -6] as const),
];
/** One product of 0.75 amid zeros: 3·2^-2. */
const threeQuarters = [[1.5, 0.5] as const];

const CASES: readonly HardCase[] = [
  // Quantum 2^(−6−13): of 3·2^-20 the upper bit stays. A normalised subnormal would keep both.
  { file: 'hopper-e4m3', products: [[p(-9), 1]], c: 3 * p(-20), d: p(-9) + p(-19) },
  { file: 'hopper-e5m2xe4m3', products: [[p(-16), 1]], c: 3 * p(-28), d: p(-16) + p(-27) },
  // Half a unit of the last place and one bit 31 below the accumulator: not a tie, so up.
  {
    file: 'cdna3-f16',
    products: [
      [p(-12), p(-12)],
      [p(-14), p(-17)],
    ],
    c: 1,
    d: 1 + p(-23),
  },
  {
    file: 'cdna3-e4m3',
    products: [
      [p(-6), p(-7)],
      [0, 0],
      [p(-10), p(-10)],
    ],
    c: p(11),
    d: p(11) + p(-12),
  },
  {
    file: 'cdna3-e5m2',
    products: [
      [p(-6), p(-7)],
      [0, 0],
      [p(-10), p(-10)],
    ],
    c: p(11),
    d: p(11) + p(-12),
  },
  // The accumulator 25 bits below is floored to −2^-24; 26 bits below it counts as zero.
  { file: 'cdna3-e', products: [[1, 1]], c: -p(-25), d: 1 - p(-24) },
  { file: 'cdna3-e', products: [[1, 1]], c: -p(-26), d: 1 },
  // Scales 2^8 · 2^8 set the quantum 2^(16−35); 3·2^-2 · 2^-9 · 2^-9 = 3·2^-20 keeps its upper bit.
  {
    file: 'nvfp4-ue4m3',
    products: [...cancellingGroups, ...threeQuarters],
    c: 0,
    d: p(-19),
    scales: { a: [0x78, 0x78, 0x01, 0x38], b: [0x78, 0x78, 0x01, 0x38], block: 16 },
  },
  // Quantum 2^-35 of scales of 1; 3·2^-2 · 2^-34 keeps its upper bit.
  {
    file: 'mxfp4-ue8m0',
    products: [...cancellingGroups, ...threeQuarters],
    c: 0,
    d: p(-35),
    scales: { a: [127, 127 - 34], b: [127, 127], block: 32 },
  },
];

/** The hard cases of a file, as rows. */
export function hardRows(file: string, unit: DotProductUnit, depth: number): InstructionRow[] {
  return CASES.filter((hardCase) => file.includes(hardCase.file)).map(({ products, c, d, scales }) => {
    const code = (name: string, value: number) =>
      encode(resolveFloatFormat(name, 'test'), value, { rounding: 'nearest-even', overflow: 'special' });
    const operand = (name: string, side: 0 | 1) =>
      Array.from({ length: depth }, (_, i) => code(name, products[i]?.[side] ?? 0));
    return {
      category: 'hard',
      a: operand(unit.aFormat, 0),
      b: operand(unit.bFormat, 1),
      c: code(resultFormat(unit), c),
      d: code(resultFormat(unit), d),
      scales,
    };
  });
}
