/** Rows that GPUs answered: the sets of ../shared/data/silicon, and the part of them that is test vectors here. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { bitsOf } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { Capture } from '../../../models/units/captures.js';
import { unitFamily } from '../../../models/units/families.js';
import { type DotProductUnit, resultFormat } from '../../../models/units/unit.js';
import type { ArithmeticEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { dot } from '../../../sim/arithmetic/reference/dot.js';
import { sharedFile } from '../../shared-data.js';
import { codesArray } from './any-codes.js';

/** Which sets there are, in ../shared. */
export const SILICON_INDEX = 'data/silicon/index.json';

/** One instruction: codes that went in, and the code that came out. */
export interface CapturedRow {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: number;
  readonly d: number;
  /** As `octile dot` reads it. */
  readonly text: string;
}

export function capturedUnit({ unit, format, accumulator }: Capture): DotProductUnit {
  return unitFamily(unit, 'captures').resolve(format, format, { accumulator }, 'captures');
}

/** The unzipped text of a set of ../shared. */
export function sharedText(set: string): string {
  return gunzipSync(readFileSync(sharedFile(`data/silicon/${set}.csv.gz`))).toString('latin1');
}

/** All rows of a set of ../shared, in their order. Codes of tf32 stand there as float32, with 13 zeros below. */
export function sharedRows(capture: Capture): CapturedRow[] {
  const isTf32 = capture.format === 'tf32';
  const lines = sharedText(capture.set).trimEnd().split('\n').slice(1);
  const operand = (text: string) =>
    hexOf(
      codesOf(text, isTf32 ? 8 : digitsOf(capture.format)).map((code) => (isTf32 ? code / 2 ** 13 : code)),
      digitsOf(capture.format),
    );
  return lines.map((line) => {
    const [a = '', b = '', c = '', d = ''] = line.split(',');
    return rowOf(JSON.stringify({ a: operand(a), b: operand(b), c, d }), capture);
  });
}

/** Where a set's part lies that is test vectors here. */
export function vectorFile(set: string): string {
  return fileURLToPath(new URL(`../../vectors/captured/${set}.jsonl`, import.meta.url));
}

/** The test vectors of a set: none where it has the rows of another. */
export function vectorRows(capture: Capture): CapturedRow[] {
  const path = vectorFile(capture.set);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => rowOf(line, capture));
}

function rowOf(text: string, { format }: Capture): CapturedRow {
  const { a, b, c, d } = JSON.parse(text) as Record<'a' | 'b' | 'c' | 'd', string>;
  const codes = (field: string) => codesOf(field, digitsOf(format));
  return { a: codes(a), b: codes(b), c: Number.parseInt(c, 16), d: Number.parseInt(d, 16), text };
}

/** Whether the reference answers a row as the GPU did. */
export function isEqual(unit: DotProductUnit, { a, b, c, d }: CapturedRow): boolean {
  return dot(unit, a, b, c, 0) === d;
}

/** Rows a product of the engine: its diagonal holds their answers. */
const GROUP = 50;

/** How many rows the engine answers as the GPU did. */
export function equalInEngine(engine: ArithmeticEngine, unit: DotProductUnit, rows: readonly CapturedRow[]): number {
  let equal = 0;
  for (let first = 0; first < rows.length; first += GROUP) {
    const group = rows.slice(first, first + GROUP);
    const m = group.length;
    const initial = Array<number>(m * m).fill(0);
    group.forEach(({ c }, i) => {
      initial[i * m + i] = c;
    });
    const codes = (name: string, list: number[]) => codesArray(bitsOf(resolveFloatFormat(name, 'captures')), list);
    const answers = engine.gemm({
      unit,
      m,
      n: m,
      k: group[0]?.a.length ?? 0,
      a: codes(
        unit.aFormat,
        group.flatMap(({ a }) => a),
      ),
      b: codes(
        unit.bFormat,
        group.flatMap(({ b }) => b),
      ),
      bLayout: 'column-major',
      scaleSum: 0,
      initial: codes(resultFormat(unit), initial),
    }).codes;
    equal += group.filter(({ d }, i) => answers[i * m + i] === d).length;
  }
  return equal;
}

/** Hex digits of a code, as `octile dot` has them. */
function digitsOf(format: string): number {
  return 2 * Math.ceil(bitsOf(resolveFloatFormat(format, 'captures')) / 8);
}

function codesOf(text: string, digits: number): number[] {
  return Array.from({ length: text.length / digits }, (_, i) =>
    Number.parseInt(text.slice(i * digits, (i + 1) * digits), 16),
  );
}

function hexOf(codes: readonly number[], digits: number): string {
  return codes.map((code) => code.toString(16).padStart(digits, '0')).join('');
}
