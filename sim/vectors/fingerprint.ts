/**
 * A dozen or so products whose answers name the unit: every family that takes two formats into one, and of the first rows
 * of level 2 of each those that tell most of them apart, one after the other, until every two are told apart twice.
 * Left out: what families leave open beside the accumulator; units from files.
 */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import { UNIT_FAMILIES } from '../../models/units/families.js';
import { type DotProductUnit, resultFormat, type UnitFamily, type UnitOptions } from '../../models/units/unit.js';
import type { ArithmeticEngine } from '../arithmetic/kernels/engine.js';
import { levelTwoRows } from './level-two.js';
import type { VectorRow } from './row.js';
import { answerer } from './vectors.js';

export interface FingerprintFormats {
  readonly a: string;
  readonly b: string;
  readonly result: string;
}

/** Units that are one in these formats: every parameter but the name. */
export interface Candidate {
  /** As `--unit` has them. */
  readonly names: readonly string[];
  readonly unit: DotProductUnit;
}

export interface Fingerprint {
  readonly formats: FingerprintFormats;
  readonly candidates: readonly Candidate[];
  readonly rows: readonly VectorRow[];
  /** Answers of each candidate to each row. */
  readonly answers: readonly (readonly number[])[];
}

/** Rows of each unit that are chosen from, and products of a row at most. */
const POOL_ROWS = 256;
const MOST_PRODUCTS = 64;
/** How often every two units are told apart, and rows at least. */
const TIMES = 2;
const FEWEST_ROWS = 12;
const SEED = 1;

/** Accumulators that a family may have. */
const ACCUMULATORS = ['float32', 'float16', 'bfloat16', 'dlfloat16'] as const;

/** Formats of results that some family gives for two formats, the first one's that of most hardware. */
function resultFormats(a: string, b: string): string[] {
  return ACCUMULATORS.filter((result) => candidatesOf({ a, b, result }).length > 0);
}

function candidatesOf(formats: FingerprintFormats): Candidate[] {
  const byRecord = new Map<string, { names: string[]; unit: DotProductUnit }>();
  for (const family of UNIT_FAMILIES) {
    const found = spelledFor(family, formats);
    if (found === undefined) continue;
    const { blockScale: _, ...plain } = found.unit;
    const record = JSON.stringify({ ...plain, family: '', scaleRange: 0 });
    const same = byRecord.get(record);
    if (same === undefined) byRecord.set(record, { names: [found.name], unit: plain });
    else same.names.push(found.name);
  }
  return [...byRecord.values()];
}

/** The family as it gives that format, first without a choice. */
function spelledFor(family: UnitFamily, { a, b, result }: FingerprintFormats) {
  const options: UnitOptions[] = [{}, { accumulator: result }];
  for (const choice of options) {
    const unit = resolved(family, a, b, choice);
    if (unit === undefined || resultFormat(unit) !== result) continue;
    return { unit, name: choice.accumulator === undefined ? family.name : `${family.name}:accumulator=${result}` };
  }
  return undefined;
}

function resolved(family: UnitFamily, a: string, b: string, options: UnitOptions): DotProductUnit | undefined {
  try {
    return family.resolve(a, b, options, 'fingerprint');
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** The same rows wherever they are chosen. */
export function fingerprintOf(engine: ArithmeticEngine, formats: FingerprintFormats): Fingerprint {
  const candidates = candidatesOf(formats);
  const pool = candidates.flatMap(({ unit }) => poolOf(unit));
  const answers = candidates.map(({ unit }) => answerer(engine, unit)(pool).map(({ d }) => d));
  const chosen = chosenRows(answers, pool);
  const name = `${formats.a} ${formats.b} ${formats.result}`;
  return {
    formats,
    candidates,
    rows: chosen.map((at, i) => ({ ...(pool[at] as VectorRow), id: `${name} ${i + 1}` })),
    answers: answers.map((own) => chosen.map((at) => own[at] as number)),
  };
}

function poolOf(unit: DotProductUnit): VectorRow[] {
  const rows = levelTwoRows(unit, { seed: SEED });
  return Array.from({ length: POOL_ROWS }, () => rows.next().value as VectorRow).filter(
    ({ a }) => a.length <= MOST_PRODUCTS,
  );
}

/** Greedily: the row that tells most pairs apart that still have to be, the shortest of those. */
function chosenRows(answers: readonly (readonly number[])[], pool: readonly VectorRow[]): number[] {
  const told = new Map<string, number>();
  const pairsAt = (at: number) => differingPairs(answers, at);
  const missing = (at: number) => pairsAt(at).filter((pair) => (told.get(pair) ?? 0) < TIMES).length;
  const left = new Set(pool.keys());
  const chosen: number[] = [];
  for (;;) {
    const [best, gain] = bestOf(left, missing, pool);
    if (best === undefined || (gain === 0 && chosen.length >= FEWEST_ROWS)) return chosen;
    left.delete(best);
    chosen.push(best);
    for (const pair of pairsAt(best)) told.set(pair, (told.get(pair) ?? 0) + 1);
  }
}

function bestOf(
  left: ReadonlySet<number>,
  gainOf: (at: number) => number,
  pool: readonly VectorRow[],
): readonly [number | undefined, number] {
  let best: number | undefined;
  let most = -1;
  for (const at of left) {
    const gain = gainOf(at);
    const isShorter = best !== undefined && (pool[at] as VectorRow).a.length < (pool[best] as VectorRow).a.length;
    if (gain > most || (gain === most && isShorter)) [best, most] = [at, gain];
  }
  return [best, Math.max(0, most)];
}

/** Pairs of units that answer a row differently, by their numbers. */
function differingPairs(answers: readonly (readonly number[])[], at: number): string[] {
  return answers.flatMap((own, one) =>
    answers.slice(one + 1).flatMap((other, i) => (own[at] === other[at] ? [] : [`${one} ${one + 1 + i}`])),
  );
}

/** Pairs of candidates that no row of the fingerprint tells apart. */
export function untold({ candidates, answers, rows }: Fingerprint): (readonly [Candidate, Candidate])[] {
  const told = new Set(rows.flatMap((_, at) => differingPairs(answers, at)));
  return candidates.flatMap((one, i) =>
    candidates.slice(i + 1).flatMap((other, j) => (told.has(`${i} ${i + 1 + j}`) ? [] : [[one, other] as const])),
  );
}

/** The formats' own names. @throws InputError for formats that no family takes together */
export function fingerprintFormats(
  a: string,
  b: string,
  result: string | undefined,
  where: string,
  whereResult = where,
): FingerprintFormats {
  const [left, right] = [resolveFloatFormat(a, where).name, resolveFloatFormat(b, where).name];
  const offered = resultFormats(left, right);
  const wanted = result === undefined ? offered[0] : resolveFloatFormat(result, whereResult).name;
  if (wanted !== undefined && offered.includes(wanted)) return { a: left, b: right, result: wanted };
  throw new InputError(
    result === undefined ? where : whereResult,
    `formats of units (${left} × ${right} into ${offered.join(', ') || 'nothing'})`,
    String(wanted),
  );
}
