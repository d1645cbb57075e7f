/** A convolution to be laid over tiles: its sizes a group, widths of its operands and partial sums. */
import { InputError } from '../../../models/input-error.js';
import { OPERAND_WIDTHS, type OperandWidth } from '../../../models/machines/operand-width.js';
import type { ConvolutionDirection, OpOf } from '../../../records/trace/op.js';
import { OPERAND_BYTES, type PartialWidth } from '../../tile/amp-shape.js';
import type { MemoKey } from '../memo.js';

export interface ConvolutionShape {
  readonly direction: ConvolutionDirection;
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly groups: number;
  /**
   * Channels of a group that are summed over, and those of which there is a sum for each. Of the weights' gradient those
   * of x and those of dy: it sums over positions.
   */
  readonly read: number;
  readonly written: number;
  readonly operands: OperandWidth;
  readonly operandBytes: number;
  readonly partials: PartialWidth;
  readonly partialBytes: number;
}

/** @throws InputError for operands of two widths */
export function convolutionShape(
  { id, dims, attributes }: OpOf<'convolution'>,
  inputBytes: readonly number[],
  outputBytes: number,
): ConvolutionShape {
  const { images, height, width, kernel, stride, padding, dilation, groups } = dims;
  const [operandBytes = 0, otherBytes] = inputBytes;
  const operands = OPERAND_WIDTHS.find((each) => OPERAND_BYTES[each] === operandBytes);
  if (operands === undefined || otherBytes !== operandBytes)
    throw new InputError(`op ${id}`, 'two operands of one width', `${operandBytes} and ${otherBytes} bytes`);
  const partials = outputBytes === OPERAND_BYTES.fp32 ? 'fp32' : 'fp16';
  const [inputs, outputs] = [dims.inputChannels / groups, dims.outputChannels / groups];
  const { direction } = attributes;
  return {
    direction,
    images,
    height,
    width,
    kernel,
    stride,
    padding,
    dilation,
    groups,
    read: direction === 'dgrad' ? outputs : inputs,
    written: direction === 'dgrad' ? inputs : outputs,
    operands,
    operandBytes,
    partials,
    partialBytes: OPERAND_BYTES[partials],
  };
}

export function keyOf(shape: ConvolutionShape): MemoKey {
  const { direction, images, height, width, kernel, stride, padding, dilation, groups, read, written } = shape;
  const { operandBytes, partialBytes } = shape;
  return [
    direction,
    images,
    height,
    width,
    kernel,
    stride,
    padding,
    dilation,
    groups,
    read,
    written,
    operandBytes,
    partialBytes,
  ];
}

/** One channel a group: every output channel has one input channel, so that nothing is summed over channels. */
export function isDepthwise({ read, written }: ConvolutionShape): boolean {
  return read === 1 && written === 1;
}
