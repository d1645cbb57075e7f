/**
 * What a unit must give for operands in bulk: the fast twin of reference.ts, in float64.
 * Aligned sums are integers below 2^53; exact sums are split into two parts that are, and joined with the accumulator
 * by a sum rounded to odd (float64.ts). A unit whose sums do not fit takes the reference.
 */
import { type FloatFormat, leastNormalExponent, maxFiniteExponent } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { FloatDatapath, HardwareUnit, IntegerDatapath } from '../../../models/hardware/hardware-unit.js';
import type { AlignedSum, DotProductUnit } from '../../../models/units/unit.js';
import { LANES, type OperandStreams } from '../operands/operand-streams.js';
import { powerOfTwo, sumToOdd } from './float64.js';
import { referenceResult } from './reference.js';
import { type Rounder, rounderOf } from './rounder.js';
import { type TermFormats, type Terms, termsOf } from './terms.js';

/** Steps whose terms are held at a time. */
const CHUNK = 4096;

/** @returns codes of the result, [cycle][lane]: those of the operands of that cycle, whatever the unit's latency */
export function expectedResults(unit: HardwareUnit, streams: OperandStreams): Uint32Array {
  const results = new Uint32Array(streams.cycles * LANES);
  const { datapath } = unit;
  const floats = datapath.kind === 'float' ? floatSteps(datapath) : undefined;
  for (let first = 0; first < results.length; first += CHUNK) {
    const steps: Steps = [first, Math.min(first + CHUNK, results.length)];
    if (datapath.kind === 'integer') integerResults(datapath, streams, steps, results);
    else if (floats !== undefined) floats(streams, steps, results);
    else for (let at = steps[0]; at < steps[1]; at++) results[at] = referenceResult(unit, streams, at);
  }
  return results;
}

/** The result of one step: as referenceResult, faster. */
export function expectedResult(unit: HardwareUnit): (streams: OperandStreams, at: number) => number {
  const floats = unit.datapath.kind === 'float' ? floatSteps(unit.datapath) : undefined;
  if (floats === undefined) return (streams, at) => referenceResult(unit, streams, at);
  return (streams, at) => {
    const { productsPerStep: k, aFormat, bFormat, scale, random } = streams;
    const only = {
      cycles: 1,
      productsPerStep: k,
      a: streams.a.subarray(at * k, (at + 1) * k),
      b: streams.b.subarray(at * k, (at + 1) * k),
      c: streams.c.subarray(at, at + 1),
      ...(aFormat === undefined ? {} : { aFormat: aFormat.subarray(at, at + 1) }),
      ...(bFormat === undefined ? {} : { bFormat: bFormat.subarray(at, at + 1) }),
      ...(scale === undefined ? {} : { scale: scale.subarray(at, at + 1) }),
      ...(random === undefined ? {} : { random: random.subarray(at, at + 1) }),
    };
    const result = new Uint32Array(1);
    floats(only, [0, 1], result);
    return result[0] as number;
  };
}

/** First and end. */
type Steps = readonly [number, number];
type FloatSteps = (streams: OperandStreams, steps: Steps, results: Uint32Array) => void;

function integerResults(
  { operandBits, accumulatorBits }: IntegerDatapath,
  { a, b, c, productsPerStep }: OperandStreams,
  [first, end]: Steps,
  results: Uint32Array,
): void {
  const shift = 32 - operandBits;
  const mask = accumulatorBits === 32 ? 0xffffffff : 2 ** accumulatorBits - 1;
  for (let at = first; at < end; at++) {
    let sum = c[at] as number;
    for (let i = at * productsPerStep; i < (at + 1) * productsPerStep; i++) {
      sum = (sum + Math.imul(((a[i] as number) << shift) >> shift, ((b[i] as number) << shift) >> shift)) | 0;
    }
    results[at] = (sum & mask) >>> 0;
  }
}

/** Bits of a float64. */
const CARRIED = 53;
/** Bits that rounding to odd needs below a result's last. */
const ODD_BITS = 2;

/** Undefined where float64 does not hold the unit's sums. */
function floatSteps({ unit, aFormats, bFormats }: FloatDatapath): FloatSteps | undefined {
  const c = resolveFloatFormat(unit.accumulator.format, 'accumulator');
  const { mantissaBits, randomBits } = unit.accumulator;
  if (mantissaBits + randomBits + 2 + ODD_BITS > CARRIED) return undefined;
  const resolved = (names: readonly string[]) => names.map((name) => resolveFloatFormat(name, 'operand'));
  const formats: TermFormats = { a: resolved(aFormats), b: resolved(bFormats), c };
  const rounder = rounderOf(unit.accumulator, c);
  if (unit.sum.kind === 'aligned') return alignedSteps(unit.productsPerStep, unit.sum, formats, rounder);
  return unit.sum.kind === 'exact' ? exactSteps(unit, formats, rounder) : undefined;
}

/** What only special operands decide; undefined where all are finite. */
function specialResult({ products, accumulators, streams }: Terms, step: number, rounder: Rounder): number | undefined {
  const accumulator = accumulators[step] as number;
  let total = Number.isFinite(accumulator) ? 0 : accumulator;
  for (let i = step * streams.productsPerStep; i < (step + 1) * streams.productsPerStep; i++) {
    if (!Number.isFinite(products[i])) total += products[i] as number;
  }
  if (total === 0) return undefined;
  return rounder.special(Number.isNaN(total) ? 'nan' : total > 0 ? 'infinite' : '-infinite');
}

function alignedSteps(
  productsPerStep: number,
  { fractionBits, zeroProducts }: AlignedSum,
  formats: TermFormats,
  rounder: Rounder,
): FloatSteps | undefined {
  if (fractionBits + 3 + productsPerStep.toString(2).length > CARRIED) return undefined;
  const withZeros = zeroProducts === 'aligned';
  const result = (terms: Terms, step: number): number => {
    const { products, exponents, accumulators, accumulatorExponents, streams, first } = terms;
    const [from, to] = [step * productsPerStep, (step + 1) * productsPerStep];
    const accumulator = accumulators[step] as number;
    let largest = accumulator === 0 ? NONE : (accumulatorExponents[step] as number);
    let sum = accumulator;
    for (let i = from; i < to; i++) {
      const product = products[i] as number;
      sum += product;
      if ((withZeros || product !== 0) && (exponents[i] as number) > largest) largest = exponents[i] as number;
    }
    const special = Number.isFinite(sum) ? undefined : specialResult(terms, step, rounder);
    if (special !== undefined) return special;
    if (largest === NONE) return rounder.code(0, 0);
    const cut = powerOfTwo(fractionBits - largest);
    const scaled = cut * powerOfTwo(streams.scale?.[first + step] ?? 0);
    let total = Math.trunc(accumulator * cut);
    for (let i = from; i < to; i++) total += Math.trunc((products[i] as number) * scaled);
    // An aligned sum of zero is +0, whatever its terms.
    return rounder.code(total * powerOfTwo(largest - fractionBits) + 0, streams.random?.[first + step] ?? 0);
  };
  return eachStep(formats, 'with exponents', result);
}

/** Below every exponent. */
const NONE = -(2 ** 31);

function eachStep(
  formats: TermFormats,
  exponents: Parameters<typeof termsOf>[3],
  result: (terms: Terms, step: number) => number,
): FloatSteps {
  return (streams, steps, results) => {
    const terms = termsOf(formats, streams, steps, exponents);
    for (let step = 0; step < terms.steps; step++) results[steps[0] + step] = result(terms, step);
  };
}

function exactSteps(unit: DotProductUnit, formats: TermFormats, rounder: Rounder): FloatSteps | undefined {
  const middle = splitOf(unit, formats);
  if (middle === undefined) return undefined;
  const { productsPerStep } = unit;
  const [down, up] = [powerOfTwo(-middle), powerOfTwo(middle)];
  return eachStep(formats, 'values alone', (terms, step) => {
    const { products, accumulators, streams, first } = terms;
    const accumulator = accumulators[step] as number;
    let high = 0;
    let low = 0;
    for (let i = step * productsPerStep; i < (step + 1) * productsPerStep; i++) {
      const product = products[i] as number;
      const part = Math.trunc(product * down);
      high += part;
      low += product - part * up;
    }
    const special = Number.isFinite(high + accumulator) ? undefined : specialResult(terms, step, rounder);
    if (special !== undefined) return special;
    const factor = powerOfTwo(streams.scale?.[first + step] ?? 0);
    const total = sumToOdd(high * up * factor, low * factor, accumulator);
    const isNegativeZero = total === 0 && unit.accumulator.zero === 'ieee' && allNegative(terms, step);
    return rounder.code(isNegativeZero ? -0 : total, streams.random?.[first + step] ?? 0);
  });
}

/** Whether every term of a sum of zero is −0. */
function allNegative({ products, accumulators, streams: { productsPerStep } }: Terms, step: number): boolean {
  const own = products.subarray(step * productsPerStep, (step + 1) * productsPerStep);
  return Object.is(accumulators[step], -0) && own.every((product) => Object.is(product, -0));
}

/** Where products are split so that the sums of both parts are integers of fewer than 53 bits; undefined where none is. */
function splitOf({ productsPerStep }: DotProductUnit, { a, b }: TermFormats): number | undefined {
  const lowest = (formats: readonly FloatFormat[]) =>
    Math.min(...formats.map((format) => leastNormalExponent(format) - format.mantissaBits));
  const highest = (formats: readonly FloatFormat[]) => Math.max(...formats.map(maxFiniteExponent));
  const low = lowest(a) + lowest(b);
  const bits = CARRIED - productsPerStep.toString(2).length - 1;
  const middle = low + bits;
  return highest(a) + highest(b) + 2 - middle <= bits && low >= -1000 ? middle : undefined;
}
