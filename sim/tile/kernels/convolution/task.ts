/** A convolution over a block of images on one tile, as a record. */
import type { OperandWidth } from '../../../../models/machines/operand-width.js';
import type { PartialWidth } from '../../amp-shape.js';
import type { CoefficientPlace, GemmStart } from '../gemm/task.js';

/**
 * Convolution with a square kernel: output[image, i, j] (+)= Σ over kernel positions (p, q) of
 * input[image, stride · i + dilation · p − top, stride · j + dilation · q − left] · coefficients[p, q], positions beyond the
 * block skipped. `top`, `bottom`, `left` and `right` are the positions beyond it that windows reach. A gradient of the
 * input is the same work with the block as its output and the channels exchanged.
 */
export interface ConvolutionTask {
  readonly kind: 'convolution';
  readonly images: number;
  /** Of the block. */
  readonly height: number;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Each with channels of its own: so many read, and so many written. */
  readonly groups: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly operands: OperandWidth;
  readonly partials: PartialWidth;
  readonly coefficients: CoefficientPlace;
  readonly start: GemmStart;
}
