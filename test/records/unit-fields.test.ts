/** Every field of a unit's file changes some sum, or is refused. Left out: zeroGating, which changes energy alone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { InputError } from '../../models/input-error.js';
import { unitFamily } from '../../models/units/families.js';
import { unitFile, unitFromFile } from '../../records/unit.js';
import { randomWord } from '../../runtime/random.js';
import { dot } from '../../sim/arithmetic/reference/dot.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-unit-fields-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BASES = [
  ['hopper', 'float8_e4m3fn', 'float8_e5m2', { promotion: 64 }],
  ['hopper-mma', 'float8_e4m3fn', 'float8_e5m2', {}],
  ['cdna3', 'float8_e4m3fnuz', 'float8_e4m3fnuz', {}],
  ['fma', 'float16', 'float16', { rounding: 'stochastic', randomBits: 8 }],
  ['blackwell-nvfp4', 'float4_e2m1fn', 'float4_e2m1fn', {}],
] as const;

/** Codes of 96 products, with zeros, subnormals, infinities and NaN among them, and an accumulator. */
const ROWS = Array.from({ length: 150 }, (_, row) => ({
  a: Array.from({ length: 96 }, (_, i) => randomWord(1, row, i)),
  b: Array.from({ length: 96 }, (_, i) => randomWord(2, row, i)),
  c: randomWord(3, row, 0),
  scale: (randomWord(4, row, 0) % 9) - 4,
}));

type Fields = Record<string, unknown>;

function sumsOf(file: Fields): string {
  const path = join(folder, 'unit.json');
  writeFileSync(path, JSON.stringify(file));
  try {
    const unit = unitFromFile(path);
    const width = (format: string) => (format.includes('4_e2') ? 16 : /float8|e4m3|e5m2/.test(format) ? 256 : 65536);
    const sums = ROWS.map(({ a, b, c, scale }, i) => {
      const left = a.map((code) => code % width(unit.aFormat));
      const right = b.map((code) => (i % 3 === 0 ? code % width(unit.bFormat) : (code % width(unit.bFormat)) & ~0x40));
      const bits = unit.accumulator.randomBits;
      const random = (step: number) => ({
        bits,
        value: bits === 0 ? 0 : randomWord(5, i, step) % 2 ** Math.min(bits, 31),
      });
      const [least, most] = unit.scaleRange;
      if (scale < least || scale > most) return 'beyond';
      const into = unit.promotion?.format ?? unit.accumulator.format;
      return dot(
        unit,
        left,
        right,
        i % 2 === 0 ? 0 : c % (into === 'float32' ? 2 ** 31 : 2 ** 15),
        scale,
        random,
        undefined,
      );
    });
    return JSON.stringify(sums);
  } catch (error) {
    if (error instanceof InputError) return 'refused';
    throw error;
  }
}

/** Other values of a field of that kind. */
function others(value: unknown): unknown[] {
  if (typeof value === 'number') return [value + 1, value - 1, value * 2, Math.floor(value / 2), 1];
  if (typeof value !== 'string') return [];
  const words = [
    'up',
    'toward-zero',
    'nearest-even',
    'stochastic-truncate',
    'nan',
    'clip',
    'infinity',
    'quiet',
    'all-ones',
    'positive',
    'ieee',
    'signed-underflow',
    'float16',
    'bfloat16',
    'float32',
    'float8_e5m2',
    'float8_e4m3fn',
    'truncate',
    'floor',
    'with-products',
    'after-products',
    'operands',
    'normalised',
    'least-exponent',
    'left-out',
    'aligned',
    'in-sequence',
    'even-odd',
    'all',
  ];
  return words.filter((word) => word !== value);
}

/** Paths of every field. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, entry]) => pathsOf(entry, [...path, key]));
}

function replaced(file: Fields, path: readonly string[], value: unknown): Fields {
  const copy = structuredClone(file);
  let parent = copy;
  for (const key of path.slice(0, -1)) parent = parent[key] as Fields;
  parent[path.at(-1) as string] = value;
  return copy;
}

const NAMES = ['schema', 'family', 'zeroGating'];

const cases = BASES.flatMap(([family, a, b, options]) => {
  const file = unitFile(unitFamily(family, 'test').resolve(a, b, options, 'test')) as Fields;
  const paths = pathsOf(file).filter(([key]) => !NAMES.includes(key ?? ''));
  return paths.map((path) => [`${family} ${path.join('.')}`, file, path] as const);
});

it.each(cases)('%s', (_, file, path) => {
  const usual = sumsOf(file);
  expect(usual).not.toBe('refused');
  let value: unknown = file;
  for (const key of path) value = (value as Fields)[key];
  const results = others(value).map((other) => sumsOf(replaced(file, path, other)));
  expect(results.some((result) => result !== usual)).toBe(true);
});
