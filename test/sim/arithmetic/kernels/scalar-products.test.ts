/**
 * Every product of two 8-bit codes through every unit that takes them, in both twins where there are two. The
 * reference takes two products a step, the second of zeros, as more zeros add nothing; units of groups, whose zeros
 * are aligned too, keep their length.
 */
import { afterAll, expect, it } from 'vitest';
import { bitsOf } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { DotProductUnit } from '../../../../models/units/unit.js';
import { createHost } from '../../../../sim/arithmetic/kernels/engine.js';
import { gemmThroughUnit } from '../../../../sim/arithmetic/kernels/gemm.js';
import { gemmScalar } from '../../../../sim/arithmetic/kernels/gemm-scalar.js';
import { dot } from '../../../../sim/arithmetic/reference/dot.js';
import { hasByteOperands, PRESETS } from './scalar-units.js';

const { host, close } = createHost({ threads: 1 });
afterAll(close);

const BYTES = PRESETS.filter(([, unit]) => hasByteOperands(unit));

function allCodes(name: string): Uint8Array {
  return Uint8Array.from({ length: 2 ** bitsOf(resolveFloatFormat(name, 'test')) }, (_, code) => code);
}

/** The same answers at K = 1: a step of two products, the one step of its rounding. */
function shortened(unit: DotProductUnit): DotProductUnit {
  if (unit.sum.kind === 'grouped') return unit;
  return { ...unit, family: 'any', productsPerStep: Math.min(2, unit.productsPerStep), stepsPerRounding: 1 };
}

const answers = new Map<string, Uint32Array>();

/** Answers of the reference, for all units that are shortened alike at once, and for b × a from a × b. */
function referenceAnswers(unit: DotProductUnit): Uint32Array {
  const { aFormat, bFormat, ...rest } = shortened(unit);
  const known = answers.get(JSON.stringify([aFormat, bFormat, rest]));
  if (known !== undefined) return known;
  const [a, b] = [allCodes(aFormat).length, allCodes(bFormat).length];
  const swapped = answers.get(JSON.stringify([bFormat, aFormat, rest]));
  const found = Uint32Array.from({ length: a * b }, (_, i) => {
    const [left, right] = [Math.floor(i / b), i % b];
    return swapped?.[right * a + left] ?? dot({ aFormat, bFormat, ...rest }, [left], [right], 0, -3);
  });
  answers.set(JSON.stringify([aFormat, bFormat, rest]), found);
  return found;
}

it.each(BYTES)('%s', (_, unit) => {
  const [a, b] = [allCodes(unit.aFormat), allCodes(unit.bFormat)];
  const request = { unit, m: a.length, n: b.length, k: 1, a, b, scaleSum: -3 };
  const expected = referenceAnswers(unit);
  expect(Uint32Array.from(gemmScalar(host, request))).toEqual(expected);
  expect(Uint32Array.from(gemmThroughUnit(host, request).codes)).toEqual(expected);
});
