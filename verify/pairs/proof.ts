/**
 * All pairs of codes of at most 8 bits, as sums of one product, through every unit that takes them: the reference
 * against the independent definition (expected-pair.ts), in 256 shards: shard s holds the pairs whose a has code s.
 * Accumulators are chosen so that float64 holds every sum.
 */
import { createHash } from 'node:crypto';
import { bitsOf } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import { UNIT_FAMILIES } from '../../models/units/families.js';
import { alignedTruncated } from '../../models/units/sum-rules.js';
import { type DotProductUnit, resultFormat, type UnitFamily, type UnitOptions } from '../../models/units/unit.js';
import { decode, encode } from '../../sim/arithmetic/reference/convert.js';
import { dot } from '../../sim/arithmetic/reference/dot.js';
import type { Proof, ShardResult } from '../proof.js';
import { expectedPair, formatNamed } from './expected-pair.js';

/** Values that c has in turn. */
const ACCUMULATED = [0, 1, -1.3125, 2 ** -7] as const;

/** Accumulators to ask a family for; it refuses what it does not have. */
const ACCUMULATORS = ['float32', 'float16', 'bfloat16', 'dlfloat16'] as const;

/** Sums inside a step to ask a family for, beside its own. */
const INTERNALS: readonly UnitOptions[] = [{ internal: alignedTruncated(13) }, { internal: { kind: 'float32' } }];

export const pairsProof: Proof = {
  name: 'pairs',
  claim: 'reference dot product = definition, all pairs of codes of at most 8 bits through every unit',
  covers: { units: pairUnits().map(unitName), accumulated: ACCUMULATED },
  entry: 'verify/pairs/proof.ts',
  loaded: [],
  open: () => ({ runShard: pairShard, close: () => undefined }),
};

/** Every unit of two formats of at most 8 bits, with every accumulator and every inner sum that its family offers. */
export function pairUnits(): DotProductUnit[] {
  const choices = [...ACCUMULATORS.map((accumulator) => ({ accumulator })), ...INTERNALS];
  return UNIT_FAMILIES.flatMap((family) =>
    family.pairs
      .filter((pair) => pair.every((name) => bitsOf(resolveFloatFormat(name, 'pairs')) <= 8))
      .flatMap(([a, b]) => choices.flatMap((options) => offered(family, [a, b], options))),
  );
}

function offered(family: UnitFamily, [a, b]: readonly [string, string], options: UnitOptions): DotProductUnit[] {
  try {
    return [family.resolve(a, b, options, 'pairs')];
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** A short name: family, operands, inner sum, accumulator. */
export function unitName({ family, aFormat, bFormat, sum, accumulator }: DotProductUnit): string {
  return `${family} ${aFormat} × ${bFormat} ${sum.kind} ${accumulator.format}`;
}

/** Codes of ACCUMULATED in a unit's result format. */
export function accumulatorCodes(unit: DotProductUnit): number[] {
  const format = resolveFloatFormat(resultFormat(unit), 'result');
  return ACCUMULATED.map((value) => encode(format, value, { rounding: 'nearest-even', overflow: 'special' }));
}

/** What must come out for one code of a, every code of b, and one accumulator. */
export function expectedRow(unit: DotProductUnit, a: number, c: number): number[] {
  const values = { a: valuesOf(unit.aFormat)[a] as number, c: decode(formatNamed(resultFormat(unit)), c) };
  return valuesOf(unit.bFormat).map((b) => expectedPair(unit, { ...values, b }));
}

const valueTables = new Map<string, readonly number[]>();

/** The value of every code. */
function valuesOf(name: string): readonly number[] {
  const format = formatNamed(name);
  const known = valueTables.get(name) ?? Array.from({ length: 2 ** bitsOf(format) }, (_, code) => decode(format, code));
  valueTables.set(name, known);
  return known;
}

/** The reference's codes, 32 bits each, unit after unit, accumulator after accumulator. */
function pairShard(shard: number): ShardResult {
  const hash = createHash('sha256');
  const wrong: string[] = [];
  let cases = 0;
  for (const unit of pairUnits()) {
    if (shard >= 2 ** bitsOf(resolveFloatFormat(unit.aFormat, 'a'))) continue;
    for (const c of accumulatorCodes(unit)) {
      const expected = expectedRow(unit, shard, c);
      const codes = Uint32Array.from(expected, (_, b) => dot(unit, [shard], [b], c, 0));
      expected.forEach((code, b) => {
        if (codes[b] !== code) wrong.push(`${unitName(unit)}: ${shard} ${b} ${c}: ${codes[b]}, expected ${code}`);
      });
      hash.update(new Uint8Array(codes.buffer));
      cases += codes.length;
    }
  }
  return { cases, sha256: hash.digest('hex'), wrong };
}
