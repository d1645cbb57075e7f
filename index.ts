/**
 * Octile as a library: `import { … } from 'octile'`. Numbers (formats, units, sums bit for bit, their errors) and
 * single products on a machine (cycles, energy). docs/library.md has an example of each; what is exported here keeps
 * its meaning within a major version, whatever else lies in the package may move.
 * Left out: training, sweeps and reports, which the command line does from folder to folder.
 */

export {
  BLOCK_FORMATS,
  BLOCK_SCALE_RULES,
  type BlockFormat,
  type BlockScaleRule,
} from './models/formats/block-formats.js';
export { FORMAT_ALIASES, FORMATS } from './models/formats/catalogue.js';
export {
  bitsOf,
  dynamicRangeDb,
  type FloatFormat,
  INFINITY_RULES,
  type InfinityRule,
  type IntegerFormat,
  maxFinite,
  minPositive,
  NAN_RULES,
  type NanRule,
  type NumberFormat,
} from './models/formats/format.js';
export { resolveFloatFormat, resolveFormat } from './models/formats/resolve.js';
export { dequantisingMultiplies, SCALE_GRANULARITIES, type ScaleGranularity } from './models/formats/scaling.js';
export { signalToNoiseDb } from './models/formats/signal-to-noise.js';
export { InputError } from './models/input-error.js';
export { MACHINES, machine, TILE_MACHINES, tiledMachine } from './models/machines/machines.js';
export type { TileMachine } from './models/machines/tiles/tile-machine.js';
export { OVERFLOW_RULES, type OverflowRule, ROUNDING_RULES, type RoundingRule } from './models/rounding.js';
export { TECHNOLOGIES, technology } from './models/technologies/technologies.js';
export type { Technology } from './models/technologies/technology.js';
export { describeUnit } from './models/units/describe.js';
export { UNIT_FAMILIES, unitFamily } from './models/units/families.js';
export { resolveUnit, type UnitRequest } from './models/units/resolve-unit.js';
export {
  type Accumulator,
  type DotProductUnit,
  resultFormat,
  type SumRule,
  type UnitFamily,
  type UnitOptions,
} from './models/units/unit.js';
export type { EnergyRecord } from './records/energy.js';
export type { RunRecord } from './records/run.js';
export { unitFile, unitFromFile } from './records/unit.js';
export type { Codes } from './sim/arithmetic/codes.js';
export type {
  DecodeRequest,
  EncodeRequest,
  EncodeResult,
  EncodeStatistics,
} from './sim/arithmetic/kernels/conversion/conversion.js';
export { twinOf } from './sim/arithmetic/kernels/dispatch.js';
export { type ArithmeticEngine, createEngine, type EngineOptions } from './sim/arithmetic/kernels/engine.js';
export type { FastTwin } from './sim/arithmetic/kernels/family.js';
export type { GemmRequest, GemmResult, MatrixLayout, RandomKey } from './sim/arithmetic/kernels/request.js';
export {
  batchScaleExponent,
  type ErrorOperand,
  type ErrorRequest,
  errorAgainstK,
  type ProductError,
  productError,
} from './sim/arithmetic/product-error.js';
export { decodeBlock, type EncodedBlock, encodeBlock } from './sim/arithmetic/reference/blocks.js';
export { decode, type EncodeRule, encode, NoCodeError } from './sim/arithmetic/reference/convert.js';
export { type BlockScales, dot, type RandomSource } from './sim/arithmetic/reference/dot.js';
export type { RandomBits } from './sim/arithmetic/reference/round.js';
export {
  decodeScaled,
  dotScaled,
  encodeScaled,
  type PlainMatrix,
  type ScaledMatrix,
} from './sim/arithmetic/reference/scaled.js';
export type { GemmPlan } from './sim/array/plan/gemm-plan.js';
export { type GemmShape, gemmShape } from './sim/array/plan/gemm-shape.js';
export { type ProductRequest, type ProductResult, productWork, simulateProduct } from './sim/array/product.js';
export { type CountedWork, energyRecord, type PricedWork, priceCounts } from './sim/energy/price.js';
