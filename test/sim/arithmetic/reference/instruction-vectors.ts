/** The matrix instructions of test/vectors/mma-*.json as units of ours and rows to compute. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { unitFamily } from '../../../../models/units/families.js';
import { type DotProductUnit, resultFormat } from '../../../../models/units/unit.js';
import { decode } from '../../../../sim/arithmetic/reference/convert.js';
import { type BlockScales, dot } from '../../../../sim/arithmetic/reference/dot.js';

const VECTORS = new URL('../../../vectors/', import.meta.url);

/** One row: what goes in, and the code that must come out. */
export interface InstructionRow {
  readonly category: string;
  readonly a: number[];
  readonly b: number[];
  readonly c: number;
  readonly d: number;
  readonly scales: BlockScales | undefined;
}

export interface InstructionFile {
  readonly file: string;
  readonly unit: DotProductUnit;
  readonly rows: readonly InstructionRow[];
}

const FORMATS: Readonly<Record<string, string>> = {
  e4m3: 'float8_e4m3fn',
  e5m2: 'float8_e5m2',
  e4m3fnuz: 'float8_e4m3fnuz',
  e5m2fnuz: 'float8_e5m2fnuz',
  e2m1: 'float4_e2m1fn',
  f16: 'float16',
  f32: 'float32',
};
const SCALES: Readonly<Record<string, string>> = { ue8m0: 'float8_e8m0fnu', ue4m3: 'float8_e4m3fn' };

interface VectorFile {
  readonly a: string;
  readonly b: string;
  readonly acc?: string;
  readonly scale_format?: string;
  readonly block?: number;
  readonly columns: readonly string[];
  readonly vectors: readonly (readonly string[])[];
}

export function instructionFiles(): InstructionFile[] {
  const files = readdirSync(VECTORS).filter((file) => file.startsWith('mma-'));
  return files.map((file) => {
    const json = JSON.parse(readFileSync(new URL(file, VECTORS), 'utf8')) as VectorFile;
    return { file, unit: unitOf(file, json), rows: json.vectors.map((vector) => rowOf(json, vector)) };
  });
}

function unitOf(file: string, json: VectorFile): DotProductUnit {
  const name = /^mma-([a-z0-9]+)-(mxfp8|mxfp4|nvfp4)?/.exec(file);
  const scaled = { mxfp8: '-mx', mxfp4: '-nvfp4', nvfp4: '-nvfp4' }[name?.[2] ?? ''] ?? '';
  const scaleFormat = SCALES[json.scale_format ?? ''];
  return unitFamily(`${name?.[1]}${scaled}`, file).resolve(
    FORMATS[json.a] ?? '',
    FORMATS[json.b] ?? '',
    { accumulator: FORMATS[json.acc ?? 'f32'] ?? '', ...(scaleFormat === undefined ? {} : { scaleFormat }) },
    file,
  );
}

function rowOf(json: VectorFile, vector: readonly string[]): InstructionRow {
  const field = (...names: string[]) => vector[json.columns.findIndex((column) => names.includes(column))] ?? '';
  const digits = json.a === 'e2m1' ? 1 : json.a === 'f16' ? 4 : 2;
  const [sa, sb] = [field('scale_a', 'scale_a_ue8m0'), field('scale_b', 'scale_b_ue8m0')];
  return {
    category: field('category'),
    a: codesOf(field('a', 'a_codes_hex'), digits),
    b: codesOf(field('b', 'b_codes_hex'), digits),
    c: Number.parseInt(field('c_bits'), 16),
    d: Number.parseInt(field('d_bits'), 16),
    scales: sa === '' ? undefined : { a: codesOf(sa, 2), b: codesOf(sb, 2), block: json.block ?? 32 },
  };
}

function codesOf(text: string, digits: number): number[] {
  return Array.from({ length: text.length / digits }, (_, i) =>
    Number.parseInt(text.slice(i * digits, (i + 1) * digits), 16),
  );
}

/** Rows that a unit answers otherwise; NaN is compared by class. */
export function wrongRows(unit: DotProductUnit, rows: readonly InstructionRow[]): string[] {
  const format = resolveFloatFormat(resultFormat(unit), 'test');
  return rows.flatMap((row, i) => {
    const got = dot(unit, row.a, row.b, row.c, 0, undefined, row.scales);
    const same = got === row.d || (Number.isNaN(decode(format, got)) && Number.isNaN(decode(format, row.d)));
    return same ? [] : [`row ${i} ${row.category}: ${got.toString(16)}, vector ${row.d.toString(16)}`];
  });
}
