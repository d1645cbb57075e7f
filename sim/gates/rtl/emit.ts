/**
 * A unit as register-transfer code: SystemVerilog in the subset that yosys, Icarus and Verilator read alike, one module a
 * file, and what a reader of the folder must know of it.
 * Left out: resets and valid signals (a datapath has neither), scan, clock gating.
 */
import type { HardwareUnit } from '../../../models/hardware/hardware-unit.js';
import { resultBits } from '../../../models/hardware/of-unit.js';
import { describeUnit } from '../../../models/units/describe.js';
import type { RtlDesign, RtlFile } from './design.js';
import { floatDatapath } from './float-datapath.js';
import { integerDatapath } from './integer-datapath.js';
import { lfsrFiles } from './lfsr.js';
import { moduleText } from './module.js';
import { bitsAcross, cutsOf, type Datapath } from './pipeline.js';
import { floatPlan } from './plan/float-plan.js';
import { modulesOf, topText } from './top.js';

/** @param unit one that can be built (models/hardware/buildable.ts) */
export function emitRtl(unit: HardwareUnit): RtlDesign {
  const datapath = datapathOf(unit);
  const cuts = cutsOf(datapath, unit.pipelineStages);
  const bits = resultBits(unit);
  const header = headerOf(unit);
  const modules = modulesOf(datapath).map((module) => ({
    name: `${module.name}.sv`,
    about: module.about.join(' '),
    text: moduleText(module, header),
  }));
  const top: RtlFile = {
    name: 'dot_product.sv',
    about: 'the unit: blocks and pipeline registers',
    text: topText(datapath, cuts, bits, header),
  };
  const across = bitsAcross(datapath);
  return {
    unit,
    top: 'dot_product',
    files: [top, ...modules].map(plainFile),
    beside: lfsrFiles({ inputs: datapath.inputs, outputBits: bits }).map(plainFile),
    inputs: datapath.inputs,
    outputBits: bits,
    latency: cuts.length,
    stages: stagesOf(datapath, cuts),
    registerBits: cuts.map((cut, i) => (i === cuts.length - 1 ? bits : (across[cut] as number))),
  };
}

function datapathOf({ datapath }: HardwareUnit): Datapath {
  return datapath.kind === 'integer' ? integerDatapath(datapath) : floatDatapath(floatPlan(datapath));
}

/** Signs that comments have from elsewhere, as ASCII, which is all that some tools read. */
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/[’‘]/g, "'"],
  [/×/g, 'x'],
  [/[−–]/g, '-'],
  [/…/g, '...'],
];

function plainFile(file: RtlFile): RtlFile {
  return { ...file, text: PLAIN.reduce((text, [sign, plain]) => text.replace(sign, plain), file.text) };
}

function stagesOf({ sections }: Datapath, cuts: readonly number[]): string[][] {
  return cuts.map((cut, i) =>
    sections.slice(i === 0 ? 0 : (cuts[i - 1] as number) + 1, cut + 1).map(({ name }) => name),
  );
}

/** What stands at the head of every file: which unit it belongs to, with its parameters. */
function headerOf({ name, summary, datapath }: HardwareUnit): string[] {
  const parameters =
    datapath.kind === 'integer'
      ? [
          `${datapath.productsPerStep} products of ${datapath.operandBits} bits, accumulator of ${datapath.accumulatorBits} bits.`,
        ]
      : [
          `a: ${datapath.aFormats.join(', ')}; b: ${datapath.bFormats.join(', ')}.`,
          ...describeUnit(datapath.unit).slice(1),
        ];
  return [`Unit ${name}: ${summary}.`, ...parameters];
}
