/** A unit to build from any unit of models/units, and what a user may change of one: products, stages, gating, scale. */
import { bitsOf } from '../formats/format.js';
import { resolveFloatFormat } from '../formats/resolve.js';
import { unitFamily } from '../units/families.js';
import type { DotProductUnit, ZeroGating } from '../units/unit.js';
import type { HardwareUnit } from './hardware-unit.js';

/** What arithmetic leaves open, or a slice has fewer of. */
export interface HardwareChoices {
  readonly products?: number | undefined;
  readonly stages?: number | undefined;
  readonly zeroGating?: ZeroGating | undefined;
  /** Least and largest sum of scales on a port of its own; without one there is no port, and the sum is 0. */
  readonly scaleRange?: readonly [number, number] | undefined;
}

/** Register stages of a unit that says none: as the presets have. */
const STAGES = 5;

/** A unit of its own formats alone, without a scale port unless it is chosen. */
export function hardwareOf(unit: DotProductUnit): HardwareUnit {
  const { family, aFormat, bFormat, accumulator } = unit;
  const sum = unit.sum.kind === 'aligned' ? `f${unit.sum.fractionBits}` : unit.sum.kind;
  const into = accumulator.mantissaBits < mantissaBitsOf(accumulator.format) ? `m${accumulator.mantissaBits}` : '';
  return {
    name: wordOf(`${family}-${aFormat}-${bFormat}-${sum}-${accumulator.format}${into}-${roundingOf(unit)}`),
    summary: `${family} on ${aFormat} × ${bFormat}`,
    source: `the unit ${family}; stages assumed, as those of the presets`,
    datapath: {
      kind: 'float',
      unit: { ...unit, scaleRange: [0, 0] },
      aFormats: [aFormat],
      bFormats: [bFormat],
    },
    pipelineStages: STAGES,
  };
}

/** With its random bits; nothing of the two that most units have. */
function roundingOf({ accumulator: { rounding, randomBits } }: DotProductUnit): string {
  if (rounding === 'nearest-even' || rounding === 'toward-zero') return '';
  return `${rounding}${randomBits > 0 ? randomBits : ''}`;
}

/** The unit with what was chosen, which its name says. */
export function chosenHardware(base: HardwareUnit, choices: HardwareChoices): HardwareUnit {
  const { products, stages, zeroGating, scaleRange } = choices;
  const words = [
    products === undefined ? [] : [`k${products}`],
    stages === undefined ? [] : [`s${stages}`],
    zeroGating === 'gated' ? ['gated'] : [],
    scaleRange === undefined ? [] : ['scaled'],
  ].flat();
  const changed = {
    ...(products === undefined ? {} : { productsPerStep: products }),
    ...(zeroGating === undefined ? {} : { zeroGating }),
  };
  const { datapath } = base;
  return {
    ...base,
    name: [base.name, ...words].join('-'),
    datapath:
      datapath.kind === 'integer'
        ? { ...datapath, ...changed }
        : { ...datapath, unit: { ...datapath.unit, ...changed, ...(scaleRange === undefined ? {} : { scaleRange }) } },
    pipelineStages: stages ?? base.pipelineStages,
  };
}

/** Sums of scales that the family takes: what a scale port of one of its units carries. */
export function familyScaleRange({ family, aFormat, bFormat, accumulator }: DotProductUnit): readonly [number, number] {
  const options = { accumulator: accumulator.format };
  return unitFamily(family, 'unit').resolve(aFormat, bFormat, options, 'unit').scaleRange;
}

/** Multiply-accumulates of a cycle. */
export function productsOf({ datapath }: HardwareUnit): number {
  return datapath.kind === 'integer' ? datapath.productsPerStep : datapath.unit.productsPerStep;
}

/** Bits of a result: of the accumulator. */
export function resultBits({ datapath }: HardwareUnit): number {
  return datapath.kind === 'integer'
    ? datapath.accumulatorBits
    : bitsOf(resolveFloatFormat(datapath.unit.accumulator.format, 'accumulator'));
}

function mantissaBitsOf(format: string): number {
  return resolveFloatFormat(format, 'accumulator').mantissaBits;
}

/** Lower case, joined by minus signs. */
function wordOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
