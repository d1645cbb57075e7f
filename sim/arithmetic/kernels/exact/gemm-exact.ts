/**
 * A GEMM of exact sums in the kernels: operands packed the ways that their blocks need, the job, special lines.
 */
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { ROUNDING_RULES } from '../../../../models/rounding.js';
import { ACCUMULATOR_OVERFLOW_RULES } from '../../../../models/units/unit.js';
import { gemmUnits } from '../float32/gemm-float32.js';
import type { KernelHost } from '../host/kernel-host.js';
import type { GemmCodes, GemmRequest } from '../request.js';
import {
  BLOCK_COLUMNS,
  BLOCK_ROWS,
  ROUNDS_HALF,
  ROUNDS_SINGLE,
  ROUNDS_TWICE,
  SCRATCH_BYTES,
} from '../shared/layout.js';
import { fillSpecialLines } from '../special-lines.js';
import { takenCodes } from '../taken-codes.js';
import { chunkLengthOf } from './chunk-length.js';
import { addLimbs, addValues, lineMarks, type PlacedOperand, placeOperand, spreadOf } from './operand.js';
import { Gemm } from './records.js';

/** @param request of a unit that the family takes (family.ts) */
export function gemmExact(host: KernelHost, request: GemmRequest): GemmCodes {
  const { arena } = host;
  const { unit, m, n, initial } = request;
  arena.clear();
  const bytes = unit.accumulator.format === 'float16' ? 2 : 4;
  const output = arena.allocate(m * n * bytes);
  const [a, b] = packOperands(host, request);
  const job = arena.record(Gemm, {
    a: a.address,
    b: b.address,
    output,
    initial: initial === undefined ? 0 : arena.copy(initial),
    m,
    n,
    accumulatorBytes: bytes,
    rounding: bytes === 4 ? ROUNDS_SINGLE : unit.sum.kind === 'float32' ? ROUNDS_TWICE : ROUNDS_HALF,
    rule: ROUNDING_RULES.indexOf(unit.accumulator.rounding),
    overflow: ACCUMULATOR_OVERFLOW_RULES.indexOf(unit.accumulator.overflow),
    randomBits: unit.accumulator.randomBits,
    seed: request.random?.seed ?? 0,
    stream: request.random?.stream ?? 0,
    scratch: arena.allocate(host.threads * SCRATCH_BYTES),
  });
  host.run('gemmUnit', job, gemmUnits(m, n));
  const codes = takenCodes(host, output, m * n, bytes);
  fillSpecialLines(host, request, codes, { rows: lineMarks(host, a), columns: lineMarks(host, b) });
  return codes;
}

/** Both operands packed every way that some block of theirs needs. */
function packOperands(host: KernelHost, request: GemmRequest): [PlacedOperand, PlacedOperand] {
  const { unit, m, n, k } = request;
  const shared = { depth: k, chunkLength: chunkLengthOf(unit, k) };
  let a = placeOperand(host, {
    ...shared,
    format: resolveFloatFormat(unit.aFormat, 'aFormat'),
    codes: request.a,
    layout: request.aLayout ?? 'row-major',
    lines: m,
    width: BLOCK_ROWS,
    side: 'rows',
    scaleExponent: request.scaleSum,
  });
  let b = placeOperand(host, {
    ...shared,
    format: resolveFloatFormat(unit.bFormat, 'bFormat'),
    codes: request.b,
    layout: request.bLayout ?? 'row-major',
    lines: n,
    width: BLOCK_COLUMNS,
    side: 'columns',
    scaleExponent: 0,
  });
  if (a.fields.singles === 0 || b.fields.singles === 0) return [addValues(host, a), addValues(host, b)];
  const [spreadA, spreadB] = [spreadOf(host, a), spreadOf(host, b)];
  if (spreadA.norm * spreadB.norm < 2 ** 62) return [a, b];
  [a, b] = [addLimbs(host, a), addLimbs(host, b)];
  if (spreadA.limbs === 'fit' && spreadB.limbs === 'fit') return [a, b];
  return [addValues(host, a), addValues(host, b)];
}
