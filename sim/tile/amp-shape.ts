/**
 * How one panel and one row of a product fall into AMP issues, derived from the machine.
 * A panel fills the coefficient store: K inputs for every output channel. A row of it is as many issues
 * as its inputs need through the input port, or its partials through the partial port.
 * fp8 on ipu21: K 32, 4 issues, 128 multiply-accumulates each; fp16: 16, 4, 64; fp32: 8, 8, 16.
 * Source: graphcore/poplibs ConvVertexType.cpp, inlineAssemblerConv.hpp.
 */
import { InputError } from '../../models/input-error.js';
import type { OperandWidth, PartialWidth } from '../../models/machines/operand-width.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';

export const OPERAND_BYTES: Readonly<Record<OperandWidth, number>> = { fp8: 1, fp16: 2, fp32: 4 };

export type { PartialWidth };

/** One width of operands and partials on one machine. */
export interface AmpShape {
  readonly operandBytes: number;
  readonly outputChannels: number;
  readonly inputsPerPanel: number;
  readonly inputBytesPerRow: number;
  readonly partialBytesPerRow: number;
  readonly issuesPerRow: number;
  readonly macsPerIssue: number;
  /** The input latch: what one issue may take. */
  readonly latchBytes: number;
}

/**
 * @param operands width of both operands; @param partials width of the accumulator in memory
 * @throws InputError where the machine's fields give no whole number of multiply-accumulates an issue
 */
export function ampShape({ amp, tile }: TileMachine, operands: OperandWidth, partials: PartialWidth): AmpShape {
  const operandBytes = OPERAND_BYTES[operands];
  const { outputChannels } = amp;
  const inputsPerPanel = amp.coefficientBytes / (outputChannels * operandBytes);
  const inputBytesPerRow = inputsPerPanel * operandBytes;
  const partialBytesPerRow = outputChannels * OPERAND_BYTES[partials];
  const latchBytes = Math.min(amp.inputBytesPerIssue, tile.loadBytes);
  const partialBytes = Math.min(amp.partialBytesPerIssue, tile.loadBytes);
  const issuesPerRow = Math.max(Math.ceil(inputBytesPerRow / latchBytes), Math.ceil(partialBytesPerRow / partialBytes));
  const macsPerIssue = (inputsPerPanel * outputChannels) / issuesPerRow;
  if (!Number.isInteger(macsPerIssue)) {
    const panel = `${inputsPerPanel} inputs × ${outputChannels} channels in ${issuesPerRow} issues a row`;
    throw new InputError('amp', 'a whole number of multiply-accumulates an issue', panel);
  }
  return {
    operandBytes,
    outputChannels,
    inputsPerPanel,
    inputBytesPerRow,
    partialBytesPerRow,
    issuesPerRow,
    macsPerIssue,
    latchBytes,
  };
}

/** Where the part of issue `issue` starts when `whole` things fall to `issues` issues as evenly as possible. */
export function issueStart(issue: number, whole: number, issues: number): number {
  return Math.ceil((issue * whole) / issues);
}
