/** Tallies of codes in the kernels: of formats whose exponent fields the tables hold; of others `undefined`. */
import {
  bitsOf,
  type FloatFormat,
  infinityCode,
  magnitudeBits,
  maxFiniteCode,
} from '../../../../models/formats/format.js';
import type { Elements, Tally, TallyRequest } from '../../elements.js';
import { tallied } from '../../reference/elements/tally.js';
import type { KernelHost } from '../host/kernel-host.js';
import { TALLY_BYTES, TALLY_FIELDS, TALLY_TABLES, UNIT_ELEMENTS } from './layout.js';
import { Tallying } from './records.js';

/** Codes of one pass through the shared memory, of those that do not lie there: so few that they stay in the cache. */
const PASS_ELEMENTS = 8 * UNIT_ELEMENTS;

interface Totals {
  readonly counts: Uint32Array;
  zeros: number;
  nan: number;
  largest: number;
}

/** Every code of 8 bits, as often as the kernels met it. */
const ALL_CODES = Uint8Array.from({ length: TALLY_FIELDS }, (_, code) => code);

export function tally(host: KernelHost, { codes, format }: TallyRequest): Tally | undefined {
  const fields = 2 ** format.exponentBits;
  if (fields > TALLY_FIELDS) return undefined;
  const totals: Totals = { counts: new Uint32Array(TALLY_FIELDS), zeros: 0, nan: 0, largest: 0 };
  const isPlaced = host.arena.addressOf(codes) !== undefined;
  const length = isPlaced ? Math.max(1, codes.length) : PASS_ELEMENTS;
  for (let first = 0; first < codes.length; first += length) {
    tallyPass(host, codes.subarray(first, first + length), format, totals);
  }
  const { counts, ...found } = totals;
  if (codes.BYTES_PER_ELEMENT > 1) return { ...found, histogram: [...counts.subarray(0, fields)] };
  const kinds = 2 ** bitsOf(format);
  return tallied(format, ALL_CODES.subarray(0, kinds), counts);
}

function tallyPass({ arena, run, threads }: KernelHost, codes: Elements, format: FloatFormat, totals: Totals): void {
  arena.clear();
  const tallies = arena.allocate(threads * TALLY_BYTES);
  arena.bytes(tallies, threads * TALLY_BYTES).fill(0);
  const infinity = infinityCode(format);
  const job = arena.record(Tallying, {
    codes: arena.copy(codes),
    codeBytes: codes.BYTES_PER_ELEMENT,
    count: codes.length,
    magnitudes: 2 ** magnitudeBits(format) - 1,
    mantissaBits: format.mantissaBits,
    maxCode: maxFiniteCode(format),
    infinityCode: infinity ?? 0,
    hasInfinity: infinity === undefined ? 0 : 1,
    negativeZero: format.negativeZero ? 1 : 0,
    tallies,
  });
  run('tallyUnit', job, Math.ceil(codes.length / UNIT_ELEMENTS));
  for (let thread = 0; thread < threads; thread++) {
    addTally(totals, new Uint32Array(arena.memory.buffer, tallies + thread * TALLY_BYTES, TALLY_BYTES / 4));
  }
}

function addTally(totals: Totals, words: Uint32Array): void {
  const { counts } = totals;
  const tables = TALLY_TABLES * TALLY_FIELDS;
  for (let i = 0; i < tables; i++) {
    const field = i % TALLY_FIELDS;
    counts[field] = (counts[field] as number) + (words[i] as number);
  }
  totals.zeros += words[tables] as number;
  totals.nan += words[tables + 1] as number;
  totals.largest = Math.max(totals.largest, words[tables + 2] as number);
}
