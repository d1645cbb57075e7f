/** Products to be laid over tiles, `batch` of them and all of one shape, and what one tile does with a block of one. */
import type { OperandWidth } from '../../../models/machines/operand-width.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { ampShape, OPERAND_BYTES, type PartialWidth } from '../../tile/amp-shape.js';
import type { CoefficientPlace, GemmOutput, GemmStart, GemmTask } from '../../tile/kernels/gemm/task.js';

export interface GemmShape {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly operands: OperandWidth;
  readonly operandBytes: number;
  readonly partials: PartialWidth;
  readonly partialBytes: number;
  readonly output: GemmOutput;
  readonly coefficients: CoefficientPlace;
}

/** A product with plain output and coefficients in interleaved memory: the fastest of both. */
export function gemmShape(m: number, n: number, k: number, operands: OperandWidth, partials: PartialWidth): GemmShape {
  const bytes = { operandBytes: OPERAND_BYTES[operands], partialBytes: OPERAND_BYTES[partials] };
  return { batch: 1, m, n, k, operands, partials, ...bytes, output: 'plain', coefficients: 'interleaved' };
}

/** The product whose output is the transposed one: bᵀ · aᵀ. */
export function transposedShape(shape: GemmShape): GemmShape {
  return { ...shape, m: shape.n, n: shape.m };
}

/** What one tile does with its block. */
export function gemmTask(
  block: { readonly m: number; readonly n: number; readonly k: number },
  shape: GemmShape,
  start: GemmStart = 'zero',
): GemmTask {
  const { operands, partials, output, coefficients } = shape;
  const { m, n, k } = block;
  return { kind: 'gemm', m, n, k, operands, partials, output, coefficients, start };
}

/** Inputs are split at whole passes of the AMP, outputs at whole groups of its channels. */
export interface Grains {
  readonly k: number;
  readonly n: number;
  /** What one issue of the AMP multiplies at most: no block is faster than an issue a cycle. */
  readonly macsPerIssue: number;
}

export function grainsOf(machine: TileMachine, shape: GemmShape): Grains {
  const { coefficientBytes, outputChannels } = machine.amp;
  const { macsPerIssue } = ampShape(machine, shape.operands, shape.partials);
  return { k: coefficientBytes / outputChannels / shape.operandBytes, n: outputChannels, macsPerIssue };
}
