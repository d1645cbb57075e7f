/**
 * Operands that a unit is tried on: random ones, and ones chosen to be hard. A step draws a kind, and that kind its
 * operands: any finite ones, ones near 1, any codes (specials too), one binade (ties, carries), products that cancel, shifts as far as they go
 * (largest beside smallest), subnormals and zeros, sums near overflow; and an accumulator of any code, of the
 * products' size, zero, special, or what cancels the products or is a last bit away from that.
 * A pure function of the seed.
 */
import { bitsOf, type FloatFormat, maxFiniteCode, signCode } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { FloatDatapath, HardwareUnit, IntegerDatapath } from '../../../models/hardware/hardware-unit.js';
import { randomWord, streamOf } from '../../../runtime/random.js';
import { LANES, type OperandStreams } from '../operands/operand-streams.js';
import { expectedResult } from './expected.js';

export interface VectorSetting {
  readonly cycles: number;
  readonly seed: number;
}

/** What the products of a step give, to find an accumulator that cancels them. */
type Result = (streams: OperandStreams, at: number) => number;

/** A source of numbers below a limit. */
type Draw = (limit: number) => number;

export function drawnStreams(unit: HardwareUnit, { cycles, seed }: VectorSetting): OperandStreams {
  const streams = emptyStreams(unit, cycles);
  const result = expectedResult(unit);
  for (let at = 0; at < cycles * LANES; at++) {
    const draw = drawOf(seed, at);
    if (unit.datapath.kind === 'integer') drawIntegers(unit.datapath, streams, at, draw);
    else drawFloats(unit.datapath, streams, at, draw, result);
  }
  return streams;
}

function emptyStreams({ datapath }: HardwareUnit, cycles: number): OperandStreams {
  const steps = cycles * LANES;
  const productsPerStep = datapath.kind === 'integer' ? datapath.productsPerStep : datapath.unit.productsPerStep;
  const empty = {
    cycles,
    productsPerStep,
    a: new Uint32Array(steps * productsPerStep),
    b: new Uint32Array(steps * productsPerStep),
    c: new Uint32Array(steps),
  };
  if (datapath.kind === 'integer') return empty;
  const { aFormats, bFormats, unit } = datapath;
  const [least, largest] = unit.scaleRange;
  return {
    ...empty,
    ...(aFormats.length > 1 ? { aFormat: new Uint32Array(steps) } : {}),
    ...(bFormats.length > 1 ? { bFormat: new Uint32Array(steps) } : {}),
    ...(least !== largest ? { scale: new Int32Array(steps) } : {}),
    ...(unit.accumulator.randomBits > 0 ? { random: new Uint32Array(steps) } : {}),
  };
}

/** Of a step its number further. */
const STREAMS = streamOf('vectors');

/** A short generator for each step, begun by the seed: Marsaglia's xorshift of 32 bits (13, 17, 5). */
function drawOf(seed: number, at: number): Draw {
  let state = randomWord(seed, (STREAMS + at) >>> 0, 0) | 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * limit);
  };
}

/** Extremes as often as anything else. */
function drawIntegers(
  { operandBits, accumulatorBits }: IntegerDatapath,
  streams: OperandStreams,
  at: number,
  draw: Draw,
): void {
  const extremes = [0, 1, 2 ** (operandBits - 1) - 1, 2 ** (operandBits - 1), 2 ** operandBits - 1];
  const isExtreme = draw(2) === 0;
  const operand = () => (isExtreme ? (extremes[draw(extremes.length)] as number) : draw(2 ** operandBits));
  const first = at * streams.productsPerStep;
  for (let i = first; i < first + streams.productsPerStep; i++) {
    streams.a[i] = operand();
    streams.b[i] = operand();
  }
  const ends = [0, 2 ** (accumulatorBits - 1) - 1, 2 ** (accumulatorBits - 1), 2 ** accumulatorBits - 1];
  streams.c[at] = draw(4) === 0 ? (ends[draw(ends.length)] as number) : draw(2 ** accumulatorBits);
}

const KINDS = [
  'any',
  'middle',
  'middle',
  'middle',
  'binade',
  'cancelling',
  'far',
  'small',
  'large',
  'sparse',
  'special',
] as const;

function drawFloats(datapath: FloatDatapath, streams: OperandStreams, at: number, draw: Draw, result: Result): void {
  const { aFormat, bFormat, scale, random } = streams;
  if (aFormat !== undefined) aFormat[at] = draw(datapath.aFormats.length);
  if (bFormat !== undefined) bFormat[at] = draw(datapath.bFormats.length);
  const [least, largest] = datapath.unit.scaleRange;
  if (scale !== undefined) scale[at] = draw(2) === 0 ? 0 : least + draw(largest - least + 1);
  if (random !== undefined) random[at] = draw(2 ** datapath.unit.accumulator.randomBits);
  const a = resolveFloatFormat(datapath.aFormats[aFormat?.[at] ?? 0] as string, 'a');
  const b = resolveFloatFormat(datapath.bFormats[bFormat?.[at] ?? 0] as string, 'b');
  drawProducts(a, b, streams, at, draw);
  streams.c[at] = 0;
  const format = resolveFloatFormat(datapath.unit.accumulator.format, 'accumulator');
  streams.c[at] = accumulatorCode(format, draw, () => result(streams, at));
}

function drawProducts(a: FloatFormat, b: FloatFormat, streams: OperandStreams, at: number, draw: Draw): void {
  const kind = KINDS[draw(KINDS.length)] as (typeof KINDS)[number];
  const first = at * streams.productsPerStep;
  const binade = draw(2 ** a.exponentBits);
  for (let i = first; i < first + streams.productsPerStep; i++) {
    const [left, right] = [operandCode(a, kind, binade, draw), operandCode(b, kind, binade, draw)];
    const partner = kind === 'cancelling' && (i - first) % 2 === 1;
    streams.a[i] = partner ? negated(a, streams.a[i - 1] as number, draw) : left;
    streams.b[i] = partner ? (streams.b[i - 1] as number) : right;
  }
}

function operandCode(format: FloatFormat, kind: (typeof KINDS)[number], binade: number, draw: Draw): number {
  const { mantissaBits, exponentBits } = format;
  const hidden = 2 ** mantissaBits;
  const sign = draw(2) * signCode(format);
  const top = maxFiniteCode(format);
  const topField = Math.floor(top / hidden);
  const finite = (field: number) => sign + Math.min(top, Math.max(0, field) * hidden + draw(hidden));
  switch (kind) {
    case 'middle':
      return finite(Math.min(topField, Math.max(0, format.bias + draw(9) - 5)));
    case 'any':
    case 'cancelling':
      return finite(draw(topField + 1));
    case 'special':
      return draw(4) === 0 ? draw(2 ** bitsOf(format)) : finite(draw(topField + 1));
    case 'binade':
      return finite(Math.min(binade % 2 ** exponentBits, topField) - draw(2));
    case 'far':
      return finite(draw(2) === 0 ? topField : draw(3));
    case 'small':
      return finite(draw(2));
    case 'large':
      return finite(topField - draw(2));
    case 'sparse':
      return draw(4) === 0 ? finite(draw(topField + 1)) : sign === 0 || format.negativeZero ? sign : 0;
  }
}

/** The negative of a code, or that of a neighbour; codes without a negative stay. */
function negated(format: FloatFormat, code: number, draw: Draw): number {
  const sign = signCode(format);
  const magnitude = (code % sign) ^ (draw(8) === 0 ? 1 : 0);
  return code >= sign ? magnitude : sign + magnitude;
}

function accumulatorCode(format: FloatFormat, draw: Draw, ofProducts: () => number): number {
  const sign = signCode(format);
  const hidden = 2 ** format.mantissaBits;
  switch (draw(12)) {
    case 0:
      return draw(2 ** bitsOf(format));
    case 1:
      return draw(2) * sign;
    case 2:
      return draw(2) * sign + draw(hidden);
    case 3:
      return draw(2) * sign + maxFiniteCode(format) - draw(4);
    case 4:
    case 5:
    case 6:
    case 7:
      return near(format, ofProducts(), draw);
    default:
      return draw(2) * sign + draw(2 ** format.exponentBits - 1) * hidden + (draw(2) === 0 ? draw(hidden) : 0);
  }
}

/** The negative of what the products alone give, a few last bits away from it, or some binades. */
function near(format: FloatFormat, code: number, draw: Draw): number {
  const sign = signCode(format);
  const hidden = 2 ** format.mantissaBits;
  const away = draw(3) === 0 ? (draw(65) - 32) * hidden : draw(3) === 0 ? draw(5) - 2 : 0;
  const magnitude = Math.min(maxFiniteCode(format), Math.max(0, (code % sign) + away));
  return (code >= sign ? 0 : sign) + magnitude;
}
