/**
 * What a unit must give, plainly: the reference arithmetic of sim/arithmetic for floats, exact integers otherwise.
 * Slow on purpose; expected.ts is compared with it.
 */
import type { HardwareUnit, IntegerDatapath } from '../../../models/hardware/hardware-unit.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { dot } from '../../arithmetic/reference/dot.js';
import { LANES, type OperandStreams } from '../operands/operand-streams.js';

/** @param at cycle × LANES + lane @returns the code of the result, as many bits as the accumulator has */
export function referenceResult({ datapath }: HardwareUnit, streams: OperandStreams, at: number): number {
  const { productsPerStep } = streams;
  const [from, to] = [at * productsPerStep, (at + 1) * productsPerStep];
  const [a, b] = [streams.a.subarray(from, to), streams.b.subarray(from, to)];
  const c = streams.c[at] as number;
  if (datapath.kind === 'integer') return integerResult(datapath, a, b, c);
  const unit: DotProductUnit = {
    ...datapath.unit,
    aFormat: datapath.aFormats[streams.aFormat?.[at] ?? 0] as string,
    bFormat: datapath.bFormats[streams.bFormat?.[at] ?? 0] as string,
  };
  const random = { bits: unit.accumulator.randomBits, value: streams.random?.[at] ?? 0 };
  return dot(unit, a, b, c, streams.scale?.[at] ?? 0, () => random);
}

function integerResult(unit: IntegerDatapath, a: Uint32Array, b: Uint32Array, c: number): number {
  let sum = BigInt(c);
  a.forEach((code, i) => {
    sum += BigInt(signed(code, unit.operandBits)) * BigInt(signed(b[i] as number, unit.operandBits));
  });
  return Number(BigInt.asUintN(unit.accumulatorBits, sum));
}

/** Two's complement. */
function signed(code: number, bits: number): number {
  const half = 2 ** (bits - 1);
  return code >= half ? code - 2 * half : code;
}

/** Steps in streams: cycles of every lane. */
export function stepsOf({ cycles }: OperandStreams): number {
  return cycles * LANES;
}
