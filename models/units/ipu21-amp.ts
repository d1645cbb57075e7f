/**
 * The accumulating matrix product (AMP) of Graphcore's IPU21, as Octile defines it.
 * Known: operand formats, products a pass, fp16 partials in and out of each fp8 pass, one product
 * exponent added by the hardware (−32…31), 0 × NaN = NaN. Sources: graphcore/poplibs
 * lib/poplin/codelets (inlineAssemblerConv.hpp, ConvVertexType.cpp); osmarks/ipu-stack docs/FP8.md;
 * Graphcore AI-Float white paper (partials widened, added, rounded back).
 * Not known: the width and rounding inside a pass. "Exact sum, one rounding" is an assumption.
 */
import { resolveFloatFormat } from '../formats/resolve.js';
import { InputError } from '../input-error.js';
import { checkChoices, promoted } from './table.js';
import type { DotProductUnit, UnitChoice, UnitFamily, UnitOptions } from './unit.js';

const F143 = 'float8_e4m3fnuz';
const F152 = 'float8_e5m2fnuz';

/** Products a pass and partials, by width of the operands. Source: poplibs ConvVertexType.cpp. */
const PASSES = {
  fp8: { productsPerStep: 32, partials: 'float16' },
  fp16: { productsPerStep: 16, partials: 'float16' },
  fp32: { productsPerStep: 8, partials: 'float32' },
} as const;

const PAIRS = [
  [F143, F143],
  [F143, F152],
  [F152, F143],
  [F152, F152],
  ['float16', 'float16'],
  ['float32', 'float32'],
] as const;

/** A pass, or a phase of eight. */
const STEPS_PER_ROUNDING = [1, 8];

const CHOICES: readonly UnitChoice[] = [
  'accumulator',
  'promotion',
  'internal',
  'stepsPerRounding',
  'rounding',
  'randomBits',
  'overflow',
];

export const ipu21Amp: UnitFamily = {
  name: 'ipu21-amp',
  summary:
    'Graphcore IPU21 AMP: 32 fp8 (16 fp16, 8 fp32) products a pass, exact; their sum with the partial rounded once into the partial',
  source: 'graphcore/poplibs lib/poplin/codelets; osmarks/ipu-stack docs/FP8.md; Graphcore AI-Float white paper',
  assumed: [
    'the sum of a pass is exact before its one rounding (the silicon’s internal width is not public)',
    'a sum of exactly zero is +0; a negative sum that rounds to zero is −0',
    'an infinite or overflowing sum gives NaN (or is clipped, by choice)',
    'partials wider than float16 for fp8 and fp16 operands are a choice of the simulation',
  ],
  pairs: PAIRS,
  operands: 'pairs',
  choices: CHOICES,
  resolve: resolveAmp,
};

function resolveAmp(aFormat: string, bFormat: string, options: UnitOptions, where: string): DotProductUnit {
  checkChoices('ipu21-amp', CHOICES, options, where);
  if (!PAIRS.some(([a, b]) => a === aFormat && b === bFormat)) {
    const pairs = PAIRS.map(([a, b]) => `${a} × ${b}`).join(', ');
    throw new InputError(where, `a pair of formats that ipu21-amp takes (${pairs})`, `${aFormat} × ${bFormat}`);
  }
  const pass = PASSES[aFormat === 'float16' ? 'fp16' : aFormat === 'float32' ? 'fp32' : 'fp8'];
  const format = partialsFormat(pass.partials, options.accumulator, where);
  const stepsPerRounding = options.stepsPerRounding ?? 1;
  if (!STEPS_PER_ROUNDING.includes(stepsPerRounding)) {
    throw new InputError(where, 'a rounding every pass (1) or phase (8)', String(stepsPerRounding));
  }
  const unit: DotProductUnit = {
    family: 'ipu21-amp',
    aFormat,
    bFormat,
    productsPerStep: pass.productsPerStep,
    sum: options.internal ?? { kind: 'exact' },
    accumulator: {
      format,
      mantissaBits: resolveFloatFormat(format, where).mantissaBits,
      rounding: options.rounding ?? 'nearest-even',
      randomBits: options.randomBits ?? 0,
      overflow: options.overflow ?? 'nan',
      nan: 'quiet',
      zero: 'signed-underflow',
    },
    stepsPerRounding,
    zeroGating: 'none',
    scaleRange: [-32, 31],
  };
  return promoted(unit, options.promotion, where);
}

/** float32 partials for any operands; float16 where the hardware has them. */
function partialsFormat(hardware: string, wanted: string | undefined, where: string): string {
  if (wanted === undefined) return hardware;
  const { name } = resolveFloatFormat(wanted, where);
  if (name === hardware || name === 'float32') return name;
  throw new InputError(where, `an accumulator of ipu21-amp (${hardware}, float32)`, name);
}
