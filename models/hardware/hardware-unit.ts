/**
 * A dot-product unit as it is built: the datapath's parameters, which are those of the model that simulates it, and
 * what arithmetic leaves open: which formats it reads at run time, how many register stages, whether a scale comes in.
 * Left out: how the datapath looks as gates (sim/gates/rtl), what it costs (models/technologies/characterised).
 */
import type { DotProductUnit } from '../units/unit.js';

/** The parts of a datapath that reports tell apart, in the order in which operands meet them. */
export const BLOCKS = ['decode', 'multiply', 'align', 'add', 'normalise', 'round', 'registers'] as const;
export type Block = (typeof BLOCKS)[number];

export interface HardwareUnit {
  /** As `--unit` takes it: lower case, words joined by a minus sign. */
  readonly name: string;
  readonly summary: string;
  /** Where its parameters come from. */
  readonly source: string;
  readonly datapath: FloatDatapath | IntegerDatapath;
  /** Registers between an operand and the result that it takes part in; at least 1, the output's. */
  readonly pipelineStages: number;
}

/** Products of floats, summed with an accumulator and rounded: what sim/arithmetic computes. */
export interface FloatDatapath {
  readonly kind: 'float';
  /** For the first of the formats on each side. Its scale range is [0, 0] where there is no scale port. */
  readonly unit: DotProductUnit;
  /** Formats that each side reads; where there are several, a select port says which. */
  readonly aFormats: readonly string[];
  readonly bFormats: readonly string[];
}

/** Products of two's complement integers, added to an accumulator that wraps. */
export interface IntegerDatapath {
  readonly kind: 'integer';
  readonly operandBits: number;
  readonly productsPerStep: number;
  readonly accumulatorBits: number;
  readonly zeroGating: DotProductUnit['zeroGating'];
}
