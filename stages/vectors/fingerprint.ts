/** Which units fit a device, by its answers to a fingerprint's rows. The rows are made again from what their ids say. */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { parseJson } from '../../records/json.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import {
  type Fingerprint,
  type FingerprintFormats,
  fingerprintFormats,
  fingerprintOf,
  untold,
} from '../../sim/vectors/fingerprint.js';
import type { VectorRow } from '../../sim/vectors/row.js';
import { hexDigits, packedDigits, parseCode, toHex } from '../streams/hex.js';
import type { NamedText } from './read-rows.js';

/** Rows without answers, as `octile dot` reads them. */
export function fingerprintText(formats: FingerprintFormats): string {
  const { rows } = made(formats);
  return rows.map((row) => `${JSON.stringify({ id: row.id, ...operandText(formats, row) })}\n`).join('');
}

function made(formats: FingerprintFormats): Fingerprint {
  const engine = createEngine({ threads: 1 });
  try {
    return fingerprintOf(engine, formats);
  } finally {
    engine.close();
  }
}

function operandText(
  { a, b, result }: FingerprintFormats,
  row: VectorRow,
): { readonly a: string; readonly b: string; readonly c: string } {
  const run = (codes: readonly number[], format: string) => {
    const digits = packedDigits(resolveFloatFormat(format, 'fingerprint'));
    return codes.map((code) => toHex(code, digits)).join('');
  };
  return { a: run(row.a, a), b: run(row.b, b), c: toHex(row.c, hexDigits(resolveFloatFormat(result, 'fingerprint'))) };
}

/** A unit beside a device. */
export interface FittedUnit {
  /** Names of one unit in these formats. */
  readonly units: readonly string[];
  /** Rows that it answers as the device did. */
  readonly alike: number;
  /** The first row that tells it from the device; none where it fits. */
  readonly tells?: { readonly row: number; readonly expected: string; readonly got: string };
}

export interface FingerprintMatch {
  readonly formats: FingerprintFormats;
  readonly rows: number;
  readonly fits: readonly FittedUnit[];
  readonly others: readonly FittedUnit[];
  /** Units that fit and that no row of the fingerprint tells apart. */
  readonly untold: readonly (readonly [string, string])[];
}

/** @throws InputError with the line, for rows of several fingerprints, or operands that are not the row's */
export function matchedUnits(source: NamedText): FingerprintMatch {
  const lines = source.text
    .split('\n')
    .flatMap((line, i) => (line.trim() === '' ? [] : [{ line, where: `${source.name} line ${i + 1}` }]));
  const [first] = lines;
  if (first === undefined) throw new InputError(source.name, 'answers, one a line', 'none');
  const formats = idOf(fieldsOf(first.line, first.where), first.where).formats;
  const fingerprint = made(formats);
  const answers = new Map(lines.map(({ line, where }) => answerOf(fingerprint, line, where)));
  const all = fingerprint.candidates.map((candidate, i) =>
    fitted(candidate.names, fingerprint.answers[i] as readonly number[], answers, formats),
  );
  const fits = all.filter(({ tells }) => tells === undefined);
  const isFit = (names: readonly string[]) => fits.some(({ units }) => units === names);
  return {
    formats,
    rows: answers.size,
    fits,
    others: all.filter(({ tells }) => tells !== undefined),
    untold: untold(fingerprint)
      .filter(([one, other]) => isFit(one.names) && isFit(other.names))
      .map(([one, other]) => [one.names[0] as string, other.names[0] as string]),
  };
}

function fitted(
  units: readonly string[],
  own: readonly number[],
  answers: ReadonlyMap<number, number>,
  { result }: FingerprintFormats,
): FittedUnit {
  const digits = hexDigits(resolveFloatFormat(result, 'fingerprint'));
  const wrong = [...answers].filter(([at, got]) => own[at] !== got);
  const [first] = wrong.sort(([one], [other]) => one - other);
  const alike = answers.size - wrong.length;
  if (first === undefined) return { units, alike };
  const [at, got] = first;
  return { units, alike, tells: { row: at + 1, expected: toHex(own[at] as number, digits), got: toHex(got, digits) } };
}

function fieldsOf(line: string, where: string): Readonly<Record<string, unknown>> {
  const fields = parseJson(line, where);
  if (fields !== null && typeof fields === 'object' && !Array.isArray(fields)) return fields as Record<string, unknown>;
  throw new InputError(where, 'an object with id and d', shown(line));
}

/** `float16 float16 float32 3`: formats and the row's number. */
function idOf({ id }: Readonly<Record<string, unknown>>, where: string) {
  const [a, b, result, number, ...rest] = typeof id === 'string' ? id.split(' ') : [];
  if (a === undefined || b === undefined || result === undefined || rest.length > 0 || !/^\d+$/.test(number ?? '')) {
    throw new InputError(`${where} id`, 'the id of a row that `octile fingerprint` wrote', shown(id));
  }
  return { formats: fingerprintFormats(a, b, result, `${where} id`), at: Number(number) - 1 };
}

const FIELDS: readonly string[] = ['id', 'd', 'a', 'b', 'c'];

function answerOf({ formats, rows }: Fingerprint, line: string, where: string): readonly [number, number] {
  const fields = fieldsOf(line, where);
  const unknown = Object.keys(fields).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw new InputError(where, `the fields ${FIELDS.join(', ')}`, shown(unknown));
  const { formats: own, at } = idOf(fields, where);
  const row = rows[at];
  if (row === undefined || JSON.stringify(own) !== JSON.stringify(formats)) {
    throw new InputError(`${where} id`, `a row of one fingerprint, of ${rows.length} rows`, shown(fields.id));
  }
  for (const [field, text] of Object.entries(operandText(formats, row))) {
    if (fields[field] !== undefined && fields[field] !== text)
      throw new InputError(`${where} ${field}`, `the row’s own, ${text}`, shown(fields[field]));
  }
  if (typeof fields.d !== 'string')
    throw new InputError(`${where} d`, 'the device’s answer, in hex digits', shown(fields.d));
  const format = resolveFloatFormat(formats.result, 'd');
  return [at, parseCode(fields.d, format, hexDigits(format), `${where} d`)];
}
