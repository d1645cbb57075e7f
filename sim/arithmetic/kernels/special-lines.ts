/**
 * Outputs of lines with NaN or infinities, filled in after the kernels: those of lines with a NaN are NaN, those of
 * lines with infinities too where the unit makes NaN of overflow, else they run on the scalar path.
 */
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { type DotProductUnit, resultFormat } from '../../../models/units/unit.js';
import { canonicalNan } from '../reference/specials.js';
import type { KernelHost } from './host/kernel-host.js';
import type { GemmCodes, GemmRequest } from './request.js';
import { gemmScalar, type ScalarPart } from './scalar/gemm-scalar.js';
import { LINE_INFINITE, LINE_NAN } from './shared/layout.js';

export function fillSpecialLines(
  host: KernelHost,
  request: GemmRequest,
  codes: GemmCodes,
  marks: { readonly rows: Uint8Array; readonly columns: Uint8Array },
): void {
  if (!hasMark(marks.rows) && !hasMark(marks.columns)) return;
  const { unit, n } = request;
  const [rows, columns] = [linesByMark(unit, marks.rows), linesByMark(unit, marks.columns)];
  const nan = canonicalNan(resolveFloatFormat(resultFormat(unit), 'result'), unit.accumulator);
  for (const row of rows.nan) codes.fill(nan, row * n, (row + 1) * n);
  for (const column of columns.nan) for (let at = column; at < codes.length; at += n) codes[at] = nan;
  fillPart(host, request, codes, { rows: rows.infinite, columns: joined(columns.infinite, columns.plain) });
  fillPart(host, request, codes, { rows: rows.plain, columns: columns.infinite });
}

/** `some` calls a function for each of a hundred thousand lines. */
function hasMark(marks: Uint8Array): boolean {
  for (let line = 0; line < marks.length; line++) if (marks[line] !== 0) return true;
  return false;
}

interface MarkedLines {
  readonly nan: Int32Array;
  readonly infinite: Int32Array;
  readonly plain: Int32Array;
}

function linesByMark({ accumulator }: DotProductUnit, marks: Uint8Array): MarkedLines {
  const lines = Int32Array.from(marks.keys());
  const makesNan = accumulator.overflow === 'nan' ? LINE_NAN | LINE_INFINITE : LINE_NAN;
  const isNan = (line: number) => ((marks[line] as number) & makesNan) !== 0;
  return {
    nan: lines.filter(isNan),
    infinite: lines.filter((line) => marks[line] !== 0 && !isNan(line)),
    plain: lines.filter((line) => marks[line] === 0),
  };
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  return Int32Array.from([...first, ...second]);
}

function fillPart(host: KernelHost, request: GemmRequest, codes: GemmCodes, part: ScalarPart): void {
  const { rows, columns } = part;
  if (rows.length === 0 || columns.length === 0) return;
  const filled = gemmScalar(host, request, part);
  filled.forEach((code, i) => {
    const row = rows[Math.floor(i / columns.length)] as number;
    codes[row * request.n + (columns[i % columns.length] as number)] = code;
  });
}
