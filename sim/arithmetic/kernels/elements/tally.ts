/** Tallies of codes in the kernels: of formats whose exponent fields the tables hold; of others `undefined`. */
import {
  type FloatFormat,
  infinityCode,
  magnitudeBits,
  maxFiniteCode,
  signCode,
} from '../../../../models/formats/format.js';
import type { Elements, Tally, TallyRequest } from '../../elements.js';
import type { KernelHost } from '../host/kernel-host.js';
import { TALLY_BYTES, TALLY_FIELDS, TALLY_TABLE_BYTES, UNIT_ELEMENTS } from './layout.js';
import { Tallying } from './records.js';

/** Codes of one pass through the shared memory, of those that do not lie there: so few that they stay in the cache. */
const PASS_ELEMENTS = 8 * UNIT_ELEMENTS;

/** A table, zeros, NaN, the largest code. */
const KEPT_WORDS = TALLY_TABLE_BYTES / 4 + 3;

interface Totals {
  zeros: number;
  nan: number;
  largest: number;
  readonly histogram: number[];
}

export function tally(host: KernelHost, { codes, format }: TallyRequest): Tally | undefined {
  const fields = 2 ** format.exponentBits;
  if (fields > TALLY_FIELDS) return undefined;
  const totals: Totals = { zeros: 0, nan: 0, largest: 0, histogram: new Array<number>(fields).fill(0) };
  const isPlaced = host.arena.addressOf(codes) !== undefined;
  const length = isPlaced ? Math.max(1, codes.length) : PASS_ELEMENTS;
  for (let first = 0; first < codes.length; first += length) {
    tallyPass(host, codes.subarray(first, first + length), format, totals);
  }
  return totals;
}

function tallyPass({ arena, run, threads }: KernelHost, codes: Elements, format: FloatFormat, totals: Totals): void {
  arena.clear();
  const tallies = arena.allocate(threads * TALLY_BYTES);
  for (let thread = 0; thread < threads; thread++) arena.bytes(tallies + thread * TALLY_BYTES, KEPT_WORDS * 4).fill(0);
  const magnitudes = 2 ** magnitudeBits(format) - 1;
  const maxCode = maxFiniteCode(format);
  const job = arena.record(Tallying, {
    codes: arena.copy(codes),
    codeBytes: codes.BYTES_PER_ELEMENT,
    count: codes.length,
    magnitudes,
    zeroBits: magnitudes + (format.negativeZero ? 0 : signCode(format)),
    mantissaBits: format.mantissaBits,
    maxCode,
    infinityCode: infinityCode(format) ?? maxCode,
    tallies,
  });
  run('tallyUnit', job, Math.ceil(codes.length / UNIT_ELEMENTS));
  for (let thread = 0; thread < threads; thread++) {
    addTally(totals, new Uint32Array(arena.memory.buffer, tallies + thread * TALLY_BYTES, KEPT_WORDS));
  }
}

function addTally(totals: Totals, words: Uint32Array): void {
  const { histogram } = totals;
  for (let i = 0; i < histogram.length; i++) histogram[i] = (histogram[i] as number) + (words[i] as number);
  totals.zeros += words[TALLY_FIELDS] as number;
  totals.nan += words[TALLY_FIELDS + 1] as number;
  totals.largest = Math.max(totals.largest, words[TALLY_FIELDS + 2] as number);
}
