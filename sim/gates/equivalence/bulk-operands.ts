/**
 * Operands for long runs, a few random words a step: half of the steps take any codes, half take floats within four
 * binades of 1 and accumulators within sixteen, so that most bits of the sum matter. Integers take any codes.
 * Left out: operands chosen to be hard (sim/gates/model/vectors.ts), which cost ten times as much.
 */
import { bitsOf, type FloatFormat, maxFiniteCode, signCode } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { FloatDatapath, HardwareUnit, IntegerDatapath } from '../../../models/hardware/hardware-unit.js';
import { randomWord, streamOf } from '../../../runtime/random.js';
import { LANES, type OperandStreams } from '../operands/operand-streams.js';

const WORD_BITS = 32;

/** Exponents that operands and accumulators near 1 have. */
const [OPERAND_BINADES, ACCUMULATOR_BINADES] = [4, 16];

/** A pure function of the seed. */
export function bulkStreams(unit: HardwareUnit, cycles: number, seed: number): OperandStreams {
  const { datapath } = unit;
  const draw = drawOf(seed);
  return datapath.kind === 'integer' ? bulkIntegers(datapath, cycles, draw) : bulkFloats(datapath, cycles, draw);
}

/** The next so many random bits, at most 32. */
type Draw = (bits: number) => number;

/** Bits are taken from the low end of a word, as long as it has enough. */
function drawOf(seed: number): Draw {
  const stream = streamOf('bulk operands');
  let [index, word, left] = [0, 0, 0];
  return (bits) => {
    if (bits > left) [word, left] = [randomWord(seed, stream, index++), WORD_BITS];
    const drawn = bits === WORD_BITS ? word : word & (2 ** bits - 1);
    word >>>= bits % WORD_BITS;
    left -= bits;
    return drawn >>> 0;
  };
}

function bulkIntegers(
  { operandBits, accumulatorBits, productsPerStep }: IntegerDatapath,
  cycles: number,
  draw: Draw,
): OperandStreams {
  const steps = cycles * LANES;
  const codes = (count: number, bits: number) => Uint32Array.from({ length: count }, () => draw(bits));
  const [a, b] = [codes(steps * productsPerStep, operandBits), codes(steps * productsPerStep, operandBits)];
  return { cycles, productsPerStep, a, b, c: codes(steps, accumulatorBits) };
}

function bulkFloats({ unit, aFormats, bFormats }: FloatDatapath, cycles: number, draw: Draw): OperandStreams {
  const steps = cycles * LANES;
  const { productsPerStep, scaleRange } = unit;
  const [a, b] = [aFormats, bFormats].map((names) => names.map(codeDrawer(OPERAND_BINADES, draw)));
  const c = codeDrawer(ACCUMULATOR_BINADES, draw)(unit.accumulator.format);
  const streams = {
    ...{ cycles, productsPerStep },
    a: new Uint32Array(steps * productsPerStep),
    b: new Uint32Array(steps * productsPerStep),
    c: new Uint32Array(steps),
    ...(aFormats.length > 1 ? { aFormat: new Uint32Array(steps) } : {}),
    ...(bFormats.length > 1 ? { bFormat: new Uint32Array(steps) } : {}),
    ...(scaleRange[0] === scaleRange[1] ? {} : { scale: new Int32Array(steps) }),
    ...(unit.accumulator.randomBits > 0 ? { random: new Uint32Array(steps) } : {}),
  };
  for (let at = 0; at < steps; at++) {
    const near = draw(1) === 1;
    const { aFormat, bFormat, scale, random } = streams as OperandStreams;
    if (aFormat) aFormat[at] = draw(8) % aFormats.length;
    if (bFormat) bFormat[at] = draw(8) % bFormats.length;
    if (scale) scale[at] = scaleRange[0] + (draw(16) % (scaleRange[1] - scaleRange[0] + 1));
    if (random) random[at] = draw(unit.accumulator.randomBits);
    const [left, right] = [a?.[aFormat?.[at] ?? 0], b?.[bFormat?.[at] ?? 0]] as [CodeDrawer, CodeDrawer];
    for (let i = at * productsPerStep; i < (at + 1) * productsPerStep; i++) {
      streams.a[i] = left(near);
      streams.b[i] = right(near);
    }
    streams.c[at] = c(near);
  }
  return streams;
}

type CodeDrawer = (near: boolean) => number;

/** Codes of a format: any, or of `binades` (a power of two) about 1, as far as it has them. */
function codeDrawer(binades: number, draw: Draw): (name: string) => CodeDrawer {
  return (name) => {
    const format: FloatFormat = resolveFloatFormat(name, 'operand');
    const [bits, sign, hidden] = [bitsOf(format), signCode(format), 2 ** format.mantissaBits];
    const lowest = Math.max(0, format.bias - binades / 2) * hidden;
    const span = binades * hidden;
    const top = maxFiniteCode(format);
    const spanBits = format.mantissaBits + binades.toString(2).length - 1;
    return (near) => {
      if (!near || span > top) return draw(bits);
      const magnitude = Math.min(top, lowest + draw(spanBits));
      return (sign > 0 && draw(1) === 1 ? sign : 0) + magnitude;
    };
  };
}
