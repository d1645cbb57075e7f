/**
 * What the blocks of the accumulating matrix product unit cost at 7 nm, by the width of operands and of partials: of a
 * multiply-accumulate the multiplication, the addition (alignment included) and the pipeline's registers, and of a
 * partial its rounding. A MAC costs a standing part whatever its operands, and the rest by the toggles of its input: at
 * half of the bits toggling the two are the whole. Left out: glitches and wires as such; they are in the ranges.
 */
import { OPERAND_WIDTHS, type OperandWidth, PARTIAL_WIDTHS, type PartialWidth } from '../machines/operand-width.js';
import { JOUPPI } from './jouppi.js';
import type { ActionOf, EnergyFigure } from './technology.js';

type Range = Readonly<Record<'low' | 'value' | 'high', number>>;

/** Energy of a multiplication, pJ. */
const MULTIPLY_PJ: Readonly<Record<OperandWidth, Range>> = {
  fp8: { low: 0.07, value: 0.1, high: 0.15 },
  fp16: { low: 0.34, value: 0.34, high: 0.42 },
  fp32: { low: 1.31, value: 1.31, high: 1.5 },
};
/** Of its share of the sum. */
const ADD_PJ: Readonly<Record<OperandWidth, Readonly<Record<PartialWidth, Range>>>> = {
  fp8: { fp16: { low: 0.03, value: 0.07, high: 0.15 }, fp32: { low: 0.03, value: 0.09, high: 0.2 } },
  fp16: { fp16: { low: 0, value: 0.16, high: 0.25 }, fp32: { low: 0, value: 0.16, high: 0.38 } },
  fp32: { fp16: { low: 0, value: 0.38, high: 0.6 }, fp32: { low: 0, value: 0.38, high: 0.6 } },
};

/** A public fp16 unit, 16 products, 25 aligned bits, fp32 accumulator, five stages: pJ a MAC at 0.70 V, without wires and glitches. */
const ALLEGRO_PJ = 0.467;
const ALLEGRO_V = 0.7;
/** Supply of the figures above, which name none. */
const NOMINAL_V = 0.75;
/** What the registers of a pipeline add to multiplication and addition: that unit over their sum in fp16. */
const PIPELINE_SHARE =
  (ALLEGRO_PJ * (NOMINAL_V / ALLEGRO_V) ** 2) / (MULTIPLY_PJ.fp16.value + ADD_PJ.fp16.fp32.value) - 1;
/** Registers and clock of units from gates are up to half of the whole: as much again. */
const MOST_PIPELINE_SHARE = 1;

/**
 * The share of a MAC's energy that goes on whatever the operands are (clocked exponent path, alignment).
 * Assumed from one gate-level experiment: idle 62 of 143 fJ.
 */
const STANDING_SHARE = 62 / 143;
/** A published figure is taken to be at half of its operands' bits toggling. */
const TOGGLING = 1 / 2;

const ROUND_PJ: Readonly<Record<PartialWidth, Range>> = {
  fp16: { low: 0.03, value: 0.16, high: 0.38 },
  fp32: { low: 0.03, value: 0.38, high: 0.6 },
};

const MULTIPLY_SOURCES: Readonly<Record<OperandWidth, string>> = {
  fp8: `assumed, because no published 7 nm figure is at hand: low is the int8 multiplication of ${JOUPPI}, with exponents added and aligned above it; with its addition a third of fp16`,
  fp16: `assumed from ${JOUPPI}: fp16 multiply 0.340 pJ`,
  fp32: `assumed from ${JOUPPI}: fp32 multiply 1.310 pJ`,
};
const ADD_SOURCES: Readonly<Record<OperandWidth, string>> = {
  fp8: `assumed, because no published 7 nm figure is at hand: low is the int32 add of ${JOUPPI}, high the fp16 one`,
  fp16: `assumed from ${JOUPPI}: fp16 add 0.160 pJ, fp32 add 0.380; low without it (the tree is shared)`,
  fp32: `assumed from ${JOUPPI}: fp32 add 0.380 pJ; low without it (the tree is shared)`,
};

function standing(whole: Range, source: string): EnergyFigure {
  return {
    ...scaled(whole, STANDING_SHARE),
    per: 'MAC',
    component: 'arithmetic',
    basis: 'assumed',
    source: `${source}; here the ${(100 * STANDING_SHARE).toFixed(0)} % of it that every MAC costs, as in one experiment with gates; the rest is in the toggles of its operands`,
  };
}

function toggling(whole: Range): EnergyFigure {
  return {
    ...scaled(whole, (1 - STANDING_SHARE) / TOGGLING),
    per: 'MAC whose input toggles in every bit',
    component: 'arithmetic',
    basis: 'assumed',
    source: 'assumed: what does not stand of the figure above, at half of the bits toggling',
  };
}

function pipeline(width: OperandWidth, partials: PartialWidth): EnergyFigure {
  const [multiply, add] = [MULTIPLY_PJ[width], ADD_PJ[width][partials]];
  const central = multiply.value + add.value;
  return {
    ...{ low: 0, value: PIPELINE_SHARE * central, high: MOST_PIPELINE_SHARE * central },
    per: 'MAC',
    component: 'arithmetic',
    basis: 'assumed',
    source: `assumed as in fp16, where a whole unit (Allegro, ${ALLEGRO_PJ} pJ a MAC in ASAP7 at 0.70 V, here at 0.75 V) costs ${(100 * PIPELINE_SHARE).toFixed(0)} % more than its multiplication and addition; high as much again as both: registers and clock were 40 to 60 % of units from gates`,
  };
}

function round(partials: PartialWidth): EnergyFigure {
  return {
    ...ROUND_PJ[partials],
    per: 'partial written',
    component: 'arithmetic',
    basis: 'assumed',
    source: `assumed as one addition in the partial's width: int32 0.030, fp16 0.160, fp32 0.380 pJ (${JOUPPI})`,
  };
}

function scaled({ low, value, high }: Range, factor: number): Range {
  return { low: low * factor, value: value * factor, high: high * factor };
}

type AmpAction = Extract<
  ActionOf<'tiles'>,
  `${'multiply' | 'multiply-toggle' | 'add' | 'add-toggle' | 'pipeline' | 'round'}.${string}`
>;

const pairs = OPERAND_WIDTHS.flatMap((width) => PARTIAL_WIDTHS.map((partials) => [width, partials] as const));

export const AMP_FIGURES = Object.fromEntries<EnergyFigure>([
  ...OPERAND_WIDTHS.map(
    (width) => [`multiply.${width}`, standing(MULTIPLY_PJ[width], MULTIPLY_SOURCES[width])] as const,
  ),
  ...OPERAND_WIDTHS.map((width) => [`multiply-toggle.${width}`, toggling(MULTIPLY_PJ[width])] as const),
  ...pairs.map(([w, p]) => [`add.${w}.${p}`, standing(ADD_PJ[w][p], ADD_SOURCES[w])] as const),
  ...pairs.map(([w, p]) => [`add-toggle.${w}.${p}`, toggling(ADD_PJ[w][p])] as const),
  ...pairs.map(([w, p]) => [`pipeline.${w}.${p}`, pipeline(w, p)] as const),
  ...PARTIAL_WIDTHS.map((partials) => [`round.${partials}`, round(partials)] as const),
]) as Readonly<Record<AmpAction, EnergyFigure>>;

/** pJ of a whole MAC at half of its operands' bits toggling, its pipeline included: what the parts must add up to. */
export function macPj(width: OperandWidth, partials: PartialWidth): number {
  const [multiply, add] = [MULTIPLY_PJ[width].value, ADD_PJ[width][partials].value];
  return (1 + PIPELINE_SHARE) * (multiply + add);
}
