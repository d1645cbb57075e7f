/**
 * What a unit must give for operands in bulk: the fast twin of reference.ts, a step of some products at a time in float64.
 * Aligned sums are integers below 2^53; exact sums are split into two parts that are, and joined with the accumulator
 * by a sum rounded to odd (float64.ts). A unit whose sums do not fit takes the reference.
 */
import type { FloatFormat } from '../../../models/formats/format.js';
import { leastNormalExponent, maxFiniteExponent } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { FloatDatapath, HardwareUnit, IntegerDatapath } from '../../../models/hardware/hardware-unit.js';
import type { AlignedSum, DotProductUnit } from '../../../models/units/unit.js';
import { LANES, type OperandStreams } from '../operands/operand-streams.js';
import { type Decoder, decoderOf } from './decoder.js';
import { powerOfTwo, sumToOdd } from './float64.js';
import { referenceResult, stepsOf } from './reference.js';
import { type Rounder, rounderOf } from './rounder.js';

/** @returns codes of the result, [cycle][lane]: those of the operands of that cycle, whatever the unit's latency */
export function expectedResults(unit: HardwareUnit, streams: OperandStreams): Uint32Array {
  const { datapath } = unit;
  const results = new Uint32Array(streams.cycles * LANES);
  const step = datapath.kind === 'integer' ? integerStep(datapath, streams) : floatStep(datapath, streams);
  for (let at = 0; at < stepsOf(streams); at++) results[at] = step?.(at) ?? referenceResult(unit, streams, at);
  return results;
}

/** The result of one step. */
type Step = (at: number) => number;

function integerStep(
  { operandBits, accumulatorBits }: IntegerDatapath,
  { a, b, c, productsPerStep }: OperandStreams,
): Step {
  const shift = 32 - operandBits;
  const mask = accumulatorBits === 32 ? 0xffffffff : 2 ** accumulatorBits - 1;
  return (at) => {
    let sum = c[at] as number;
    for (let i = at * productsPerStep; i < (at + 1) * productsPerStep; i++) {
      sum = (sum + Math.imul(((a[i] as number) << shift) >> shift, ((b[i] as number) << shift) >> shift)) | 0;
    }
    return (sum & mask) >>> 0;
  };
}

/** What a step reads; decoders by the select ports. */
interface FloatStreams {
  readonly streams: OperandStreams;
  readonly a: readonly Decoder[];
  readonly b: readonly Decoder[];
  readonly c: Decoder;
  readonly rounder: Rounder;
}

/** Bits of a float64. */
const CARRIED = 53;
/** Bits that rounding to odd needs below a result's last. */
const ODD_BITS = 2;

/** Undefined where float64 does not hold the unit's sums. */
function floatStep({ unit, aFormats, bFormats }: FloatDatapath, streams: OperandStreams): Step | undefined {
  const [a, b] = [aFormats, bFormats].map((names) => names.map((name) => resolveFloatFormat(name, 'operand'))) as [
    FloatFormat[],
    FloatFormat[],
  ];
  const format = resolveFloatFormat(unit.accumulator.format, 'accumulator');
  if (unit.accumulator.mantissaBits + unit.accumulator.randomBits + 2 + ODD_BITS > CARRIED) return undefined;
  const read: FloatStreams = {
    streams,
    a: a.map(decoderOf),
    b: b.map(decoderOf),
    c: decoderOf(format),
    rounder: rounderOf(unit.accumulator, format),
  };
  if (unit.sum.kind === 'aligned') return alignedStep(unit.sum, read);
  return unit.sum.kind === 'exact' ? exactStep(unit, read, [a, b]) : undefined;
}

/** What only special operands decide; undefined for finite ones. */
function specialResult({ streams, a, b, c, rounder }: FloatStreams, at: number): number | undefined {
  const { productsPerStep, aFormat, bFormat } = streams;
  const [left, right] = [a[aFormat?.[at] ?? 0] as Decoder, b[bFormat?.[at] ?? 0] as Decoder];
  const accumulator = c.value(streams.c[at] as number);
  let total = Number.isFinite(accumulator) ? 0 : accumulator;
  for (let i = at * productsPerStep; i < (at + 1) * productsPerStep; i++) {
    const product = left.value(streams.a[i] as number) * right.value(streams.b[i] as number);
    if (!Number.isFinite(product)) total += product;
  }
  if (total === 0) return undefined;
  return rounder.special(Number.isNaN(total) ? 'nan' : total > 0 ? 'infinite' : '-infinite');
}

function alignedStep({ fractionBits, zeroProducts }: AlignedSum, read: FloatStreams): Step | undefined {
  const { streams, a, b, c, rounder } = read;
  const { productsPerStep, aFormat, bFormat } = streams;
  if (fractionBits + 3 + productsPerStep.toString(2).length > CARRIED) return undefined;
  const withZeros = zeroProducts === 'aligned';
  return (at) => {
    const [left, right] = [a[aFormat?.[at] ?? 0] as Decoder, b[bFormat?.[at] ?? 0] as Decoder];
    const scale = streams.scale?.[at] ?? 0;
    const [first, end] = [at * productsPerStep, (at + 1) * productsPerStep];
    const codeC = streams.c[at] as number;
    const accumulator = c.value(codeC);
    let largest = accumulator === 0 ? Number.NEGATIVE_INFINITY : c.exponent(codeC);
    let sum = accumulator;
    for (let i = first; i < end; i++) {
      const [codeA, codeB] = [streams.a[i] as number, streams.b[i] as number];
      const product = left.value(codeA) * right.value(codeB);
      sum += product;
      if (product === 0 && !withZeros) continue;
      const exponent = left.exponent(codeA) + right.exponent(codeB) + scale;
      if (exponent > largest) largest = exponent;
    }
    if (!Number.isFinite(sum)) {
      const special = specialResult(read, at);
      if (special !== undefined) return special;
    }
    if (largest === Number.NEGATIVE_INFINITY) return rounder.code(0, 0);
    const up = powerOfTwo(fractionBits - largest);
    const scaled = scale === 0 ? up : powerOfTwo(fractionBits - largest + scale);
    let total = Math.trunc(accumulator * up);
    for (let i = first; i < end; i++) {
      total += Math.trunc(left.value(streams.a[i] as number) * right.value(streams.b[i] as number) * scaled);
    }
    // An aligned sum of zero is +0, whatever its terms.
    return rounder.code(total * powerOfTwo(largest - fractionBits) + 0, streams.random?.[at] ?? 0);
  };
}

function exactStep(
  unit: DotProductUnit,
  read: FloatStreams,
  formats: readonly [readonly FloatFormat[], readonly FloatFormat[]],
): Step | undefined {
  const middle = splitOf(unit, formats);
  if (middle === undefined) return undefined;
  const { streams, a, b, c, rounder } = read;
  const { productsPerStep, aFormat, bFormat } = streams;
  const [down, up] = [powerOfTwo(-middle), powerOfTwo(middle)];
  return (at) => {
    const [left, right] = [a[aFormat?.[at] ?? 0] as Decoder, b[bFormat?.[at] ?? 0] as Decoder];
    const accumulator = c.value(streams.c[at] as number);
    let high = 0;
    let low = 0;
    for (let i = at * productsPerStep; i < (at + 1) * productsPerStep; i++) {
      const product = left.value(streams.a[i] as number) * right.value(streams.b[i] as number);
      const part = Math.trunc(product * down);
      high += part;
      low += product - part * up;
    }
    if (!Number.isFinite(high) || !Number.isFinite(accumulator)) {
      const special = specialResult(read, at);
      if (special !== undefined) return special;
    }
    const factor = powerOfTwo(streams.scale?.[at] ?? 0);
    const total = sumToOdd(high * up * factor, low * factor, accumulator);
    const isNegativeZero = total === 0 && unit.accumulator.zero === 'ieee' && allNegative(read, at);
    return rounder.code(isNegativeZero ? -0 : total, streams.random?.[at] ?? 0);
  };
}

/** Whether every term of a sum of zero is −0. */
function allNegative({ streams, a, b, c }: FloatStreams, at: number): boolean {
  const { productsPerStep, aFormat, bFormat } = streams;
  const [left, right] = [a[aFormat?.[at] ?? 0] as Decoder, b[bFormat?.[at] ?? 0] as Decoder];
  if (!Object.is(c.value(streams.c[at] as number), -0)) return false;
  for (let i = at * productsPerStep; i < (at + 1) * productsPerStep; i++) {
    if (!Object.is(left.value(streams.a[i] as number) * right.value(streams.b[i] as number), -0)) return false;
  }
  return true;
}

/** Where products are split so that the sums of both parts are integers of fewer than 53 bits; undefined where none is. */
function splitOf(
  { productsPerStep }: DotProductUnit,
  [a, b]: readonly [readonly FloatFormat[], readonly FloatFormat[]],
): number | undefined {
  const lowest = (formats: readonly FloatFormat[]) =>
    Math.min(...formats.map((format) => leastNormalExponent(format) - format.mantissaBits));
  const highest = (formats: readonly FloatFormat[]) => Math.max(...formats.map(maxFiniteExponent));
  const low = lowest(a) + lowest(b);
  const bits = CARRIED - productsPerStep.toString(2).length - 1;
  const middle = low + bits;
  return highest(a) + highest(b) + 2 - middle <= bits && low >= -1000 ? middle : undefined;
}
