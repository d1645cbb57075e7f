/** The blocks of a unit of floats and the signals between them. */
import { compressModule, magnitudeModule, sumModule } from './blocks/add.js';
import { alignAccumulatorModule } from './blocks/align-accumulator.js';
import { largestModule, maskedInLargest } from './blocks/align-exponent.js';
import { alignProductModule } from './blocks/align-product.js';
import { type DecodeFlags, decodeModule } from './blocks/decode.js';
import { multiplyModule, negativeZeroModule, specialsModule, zeroModule } from './blocks/multiply.js';
import { normaliseModule } from './blocks/normalise.js';
import { isIeeeZero, roundModule } from './blocks/round.js';
import { floatSections } from './depth.js';
import type { Datapath, InputPort, Placed } from './pipeline.js';
import type { FloatPlan } from './plan/float-plan.js';

export function floatDatapath(plan: FloatPlan): Datapath {
  const isGated = plan.unit.zeroGating === 'gated';
  return {
    lanes: plan.products,
    inputs: inputsOf(plan),
    sections: floatSections(plan),
    placed: placedBlocks(plan),
    result: 'result',
    held: isGated ? { signals: ['a_significand', 'b_significand', 'a_exponent', 'b_exponent'], by: 'zero' } : undefined,
  };
}

function inputsOf({ products, a, b, c, scaleBits, unit }: FloatPlan): InputPort[] {
  const { randomBits } = unit.accumulator;
  return [
    { name: 'a', bits: products * a.codeBits, laneBits: a.codeBits, about: `codes, product 0 lowest` },
    { name: 'b', bits: products * b.codeBits, laneBits: b.codeBits, about: `codes, product 0 lowest` },
    { name: 'c', bits: c.codeBits, about: 'accumulator' },
    ...(a.selectBits > 0 ? [{ name: 'a_format', bits: a.selectBits, about: `index of a's format` }] : []),
    ...(b.selectBits > 0 ? [{ name: 'b_format', bits: b.selectBits, about: `index of b's format` }] : []),
    ...(scaleBits > 0 ? [{ name: 'scale', bits: scaleBits, about: 'sum of the scales, two’s complement' }] : []),
    ...(randomBits > 0 ? [{ name: 'random', bits: randomBits, about: 'random bits of this rounding' }] : []),
  ];
}

/** Whether anything asks which products are zero, or which operands. */
function zerosOf(plan: FloatPlan) {
  const { unit, window, specials, a, b } = plan;
  const ofProducts = (window.frame === 'largest' && maskedInLargest(plan).products) || unit.zeroGating === 'gated';
  const apart = specials.infinity === 'apart';
  return {
    ofProducts,
    a: ofProducts || (apart && b.infinity === 'some'),
    b: ofProducts || (apart && a.infinity === 'some'),
  };
}

function placedBlocks(plan: FloatPlan): Placed[] {
  const { products: lanes, window, c } = plan;
  const zeros = zerosOf(plan);
  const isAligned = window.frame === 'largest';
  const cFlags = { zero: isAligned && maskedInLargest(plan).c, nan: true, infinite: true };
  const cSignals = { sign: 'c_sign', exponent: 'c_exponent', significand: 'c_significand' };
  return [
    ...decoders(plan, zeros),
    ...(zeros.ofProducts ? [{ module: zeroModule(), section: 'decode', lanes }] : []),
    {
      module: decodeModule('decode_c', c, cFlags),
      section: 'multiply',
      signals: { code: 'c', ...cSignals, zero: 'c_zero', nan: 'c_nan', infinite: 'c_infinite' },
    },
    { module: multiplyModule(plan), section: 'multiply', lanes },
    { module: specialsModule(plan), section: 'multiply' },
    ...(isIeeeZero(plan) ? [{ module: negativeZeroModule(plan), section: 'multiply' }] : []),
    ...(isAligned ? [{ module: largestModule(plan), section: 'exponent' }] : []),
    { module: alignProductModule(plan), section: 'align', lanes, signals: { term: 'terms' } },
    {
      module: alignAccumulatorModule(plan),
      section: 'align',
      signals: { ...cSignals, term: 'c_term', product_exponent: 'exponent' },
    },
    { module: compressModule(plan), section: 'compress' },
    { module: sumModule(plan), section: 'sum' },
    { module: magnitudeModule(plan), section: 'magnitude' },
    {
      module: normaliseModule(plan),
      section: 'normalise',
      signals: {
        exponent: 'result_exponent',
        significand: 'result_significand',
        ...(isAligned ? { frame: 'largest' } : {}),
      },
    },
    {
      module: roundModule(plan),
      section: 'round',
      signals: { exponent: 'result_exponent', significand: 'result_significand' },
    },
  ];
}

/** One decoder a side; the same module where both sides read the same formats. */
function decoders({ products: lanes, a, b }: FloatPlan, zeros: { a: boolean; b: boolean }): Placed[] {
  const flags = (side: FloatPlan['a'], zero: boolean): DecodeFlags => ({
    zero,
    nan: side.nan === 'some',
    infinite: side.infinity === 'some',
  });
  const same = JSON.stringify(a) === JSON.stringify(b) && zeros.a === zeros.b;
  return (['a', 'b'] as const).map((side) => ({
    module: decodeModule(
      same ? 'decode' : `decode_${side}`,
      side === 'a' ? a : b,
      flags(side === 'a' ? a : b, zeros[side]),
    ),
    label: `decode_${side}`,
    section: 'decode',
    lanes,
    signals: {
      code: side,
      select: `${side}_format`,
      ...Object.fromEntries(
        ['sign', 'exponent', 'significand', 'zero', 'nan', 'infinite'].map((port) => [port, `${side}_${port}`]),
      ),
    },
  }));
}
