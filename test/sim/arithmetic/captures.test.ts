/** What GPUs answered, row by row, through the reference and through the engine. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CAPTURES, type Capture, distinctRows } from '../../../models/units/captures.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { itWithShared, sharedJson } from '../../shared-data.js';
import {
  capturedUnit,
  equalInEngine,
  isEqual,
  SILICON_INDEX,
  sharedRows,
  sharedText,
  vectorFile,
  vectorRows,
} from './captured-rows.js';
import { chosenRows, VARIANTS } from './captured-variants.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const named = CAPTURES.map((capture) => [capture.set, capture] as const);
const distinct = named.filter(([, { sameRowsAs }]) => sameRowsAs === undefined);

describe('a part of every set, in test/vectors', () => {
  it.each(distinct)('%s: 200 rows, each bit for bit', (_, capture) => {
    const rows = vectorRows(capture);
    const unit = capturedUnit(capture);
    expect(rows.length).toBe(200);
    expect(rows.filter((row) => !isEqual(unit, row)).map(({ text }) => text)).toEqual([]);
    expect(equalInEngine(engine, unit, rows)).toBe(rows.length);
  });

  it('and of no other', () => {
    const files = readdirSync(dirname(vectorFile(''))).filter((file) => file.endsWith('.jsonl'));
    expect(files.sort()).toEqual(distinct.map(([set]) => `${set}.jsonl`).sort());
  });
});

describe('every row of every set', () => {
  itWithShared(SILICON_INDEX)('all sets that there are stand among the captures', () => {
    const { sets } = sharedJson(SILICON_INDEX) as { sets: readonly { set: string; gpu: string; rows: number }[] };
    const known = sets.map(({ set, gpu, rows }) => ({ set, gpu, rows }));
    const ours = CAPTURES.map(({ set, gpu, rows }) => ({ set, gpu, rows }));
    expect(ours.sort((x, y) => (x.set < y.set ? -1 : 1))).toEqual(known);
  });

  itWithShared(SILICON_INDEX).each(named)('%s: as many rows are equal as the unit says', (_, capture) => {
    const rows = sharedRows(capture);
    const unit = capturedUnit(capture);
    expect(rows.length).toBe(capture.rows);
    expect(rows.filter((row) => isEqual(unit, row)).length).toBe(capture.equal);
    expect(equalInEngine(engine, unit, rows)).toBe(capture.equal);
  });

  itWithShared(SILICON_INDEX)('sets that are the same in every byte are counted once', () => {
    const digest = ({ set }: Capture) => createHash('sha256').update(sharedText(set)).digest('hex');
    const digests = new Map(CAPTURES.map((capture) => [capture.set, digest(capture)]));
    for (const { set, sameRowsAs } of CAPTURES) {
      if (sameRowsAs !== undefined) expect(digests.get(set), set).toBe(digests.get(sameRowsAs));
    }
    expect(new Set(digests.values()).size).toBe(distinct.length);
    expect(distinctRows(CAPTURES)).toEqual({ rows: 66_000, equal: 66_000 });
  });

  itWithShared(SILICON_INDEX).each(distinct)('the part of %s is chosen by the rule', async (_, capture) => {
    const lines = chosenRows(capturedUnit(capture), sharedRows(capture)).map(({ text }) => `${text}\n`);
    await expect(lines.join('')).toMatchFileSnapshot(vectorFile(capture.set));
  });
});

/**
 * What the rows do not tell: float16 results hide the cut; sums of fp8 in float32 are exact before the accumulator;
 * and where a row has at most as many products as a step, longer steps are as good.
 */
function isOpen({ unit, format, accumulator, set }: Capture, variant: string): boolean {
  const isCut = /bit|terms|uncut|exact/.test(variant) && !variant.startsWith('the accumulator in');
  if (unit.endsWith('-mma')) return isCut || (accumulator === 'float32' && !variant.startsWith('the accumulator in'));
  if (variant === 'twice as many products a step') return !/^ada-e.m.-f..-mma$/.test(set);
  if (format === 'tf32' && variant === 'half as many products a step') return unit !== 'ampere' && unit !== 'ada';
  if (set.endsWith('-wgmma') && variant.endsWith('uncut')) return true;
  return isCut && format === 'float16' && accumulator === 'float16';
}

describe.each(distinct)('rows of %s tell wrong variants of the unit apart', (_, capture) => {
  const unit = capturedUnit(capture);
  const variants = Object.entries(VARIANTS).flatMap(([name, change]) => {
    const variant = change(unit);
    return variant === undefined || isOpen(capture, name) ? [] : [[name, variant] as const];
  });

  it.each(variants)('%s', (_name, variant) => {
    expect(vectorRows(capture).filter((row) => !isEqual(variant, row)).length).toBeGreaterThan(0);
  });
});
