/** Faults at the scales of blocks. Of units that read them. */

import { bitsOf } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { decode } from '../../arithmetic/reference/convert.js';
import { type AnsweredRow, oneCode } from '../row.js';
import type { Mutant } from './mutant.js';

type Scales = NonNullable<AnsweredRow['scales']>;

export function scaleMutants({ blockScale }: DotProductUnit): Mutant[] {
  if (blockScale === undefined) return [];
  const format = resolveFloatFormat(blockScale.format, 'scale');
  const one = oneCode(format);
  const both =
    (change: (code: number) => number) =>
    ({ a, b }: Scales) => ({ a: a.map(change), b: b.map(change) });
  const mutant = (name: string, change: (scales: Scales) => Scales): Mutant => ({
    kind: 'scale',
    name,
    fault: {
      at: 'operands',
      change: (row) => (row.scales === undefined ? row : { ...row, scales: change(row.scales) }),
    },
  });
  const next = (codes: readonly number[]) => codes.map((code, at) => codes[at + 1] ?? code);
  return [
    mutant('scales of a were 1', ({ a, b }) => ({ a: a.map(() => one), b })),
    mutant('scales of b were 1', ({ a, b }) => ({ a, b: b.map(() => one) })),
    mutant('scales of a came from the next block', ({ a, b }) => ({ a: next(a), b })),
    mutant('scales of b came from the next block', ({ a, b }) => ({ a, b: next(b) })),
    mutant('all blocks had the first one’s scales', ({ a, b }) => ({
      a: a.map(() => a[0] ?? one),
      b: b.map(() => b[0] ?? one),
    })),
    mutant(
      'a scale of NaN were 1',
      both((code) => (Number.isNaN(decode(format, code)) ? one : code)),
    ),
    mutant(
      'the least scale were 1',
      both((code) => (code === 0 ? one : code)),
    ),
    ...Array.from({ length: bitsOf(format) }, (_, bit) => 2 ** bit).flatMap((weight, bit) => {
      const isSet = (code: number) => Math.floor(code / weight) % 2 === 1;
      return [
        mutant(
          `bit ${bit} of scales were stuck at 0`,
          both((code) => (isSet(code) ? code - weight : code)),
        ),
        mutant(
          `bit ${bit} of scales were stuck at 1`,
          both((code) => (isSet(code) ? code : code + weight)),
        ),
      ];
    }),
  ];
}
