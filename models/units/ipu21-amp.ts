/**
 * The accumulating matrix product (AMP) of Graphcore's IPU21, as Octile defines it.
 * Known: operand formats, products a pass, fp16 partials in and out of each fp8 pass, one product
 * exponent added by the hardware (−32…31), 0 × NaN = NaN. Sources: graphcore/poplibs
 * lib/poplin/codelets (inlineAssemblerConv.hpp, ConvVertexType.cpp); osmarks/ipu-stack docs/FP8.md;
 * Graphcore AI-Float white paper (partials widened, added, rounded back).
 * Not known: the width and rounding inside a pass. "Exact sum, one rounding" is an assumption.
 */
import { InputError } from '../input-error.js';
import type { DotProductUnit, UnitFamily, UnitOptions } from './unit.js';

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

export const ipu21Amp: UnitFamily = {
  name: 'ipu21-amp',
  summary:
    'Graphcore IPU21 AMP: 32 fp8 (16 fp16, 8 fp32) products a pass, exact; their sum with the partial rounded once into the partial',
  source: 'graphcore/poplibs lib/poplin/codelets; osmarks/ipu-stack docs/FP8.md; Graphcore AI-Float white paper',
  assumed: [
    'the sum of a pass is exact before its one rounding (the silicon’s internal width is not public)',
    'a sum of exactly zero is +0; a negative sum that rounds to zero is −0',
    'an infinite or overflowing sum gives NaN (or is clipped, by choice)',
  ],
  pairs: PAIRS,
  resolve: resolveAmp,
};

function resolveAmp(aFormat: string, bFormat: string, options: UnitOptions, where: string): DotProductUnit {
  if (!PAIRS.some(([a, b]) => a === aFormat && b === bFormat)) {
    const pairs = PAIRS.map(([a, b]) => `${a} × ${b}`).join(', ');
    throw new InputError(where, `a pair of formats that ipu21-amp takes (${pairs})`, `${aFormat} × ${bFormat}`);
  }
  const pass = PASSES[aFormat === 'float16' ? 'fp16' : aFormat === 'float32' ? 'fp32' : 'fp8'];
  const rounding = options.rounding ?? 'nearest-even';
  return {
    family: 'ipu21-amp',
    aFormat,
    bFormat,
    productsPerStep: pass.productsPerStep,
    sum: options.internal ?? { kind: 'exact' },
    accumulator: {
      format: pass.partials,
      rounding,
      randomBits: options.randomBits ?? 0,
      overflow: options.overflow ?? 'nan',
    },
    stepsPerRounding: 1,
    scaleRange: [-32, 31],
  };
}
