/** A convolution along lines on one tile, as a record. */
import type { OperandWidth } from '../../../../models/machines/operand-width.js';
import type { PartialWidth } from '../../amp-shape.js';
import type { CoefficientPlace, GemmStart } from '../gemm/task.js';

export const PADDINGS = ['valid', 'same'] as const;

export type Padding = (typeof PADDINGS)[number];

/**
 * n × 1 convolution along lines of positions: output[line, i] (+)= Σ over kernel positions p of
 * input[line, stride · i + p − left] · coefficients[p]. `valid`: only where every position has an input;
 * `same`: ⌈positions ÷ stride⌉ outputs, positions beyond the line skipped.
 */
export interface ConvolutionTask {
  readonly kind: 'convolution';
  readonly lines: number;
  readonly positions: number;
  /** At most `positions`. */
  readonly kernel: number;
  readonly stride: number;
  readonly padding: Padding;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly operands: OperandWidth;
  readonly partials: PartialWidth;
  readonly coefficients: CoefficientPlace;
  readonly start: GemmStart;
}
