/**
 * What a systolic array is, as data: a grid of processing elements that pass operands and partial sums on, its
 * buffers and its memory. Left out: its cycles, which no engine of Octile counts yet; such a machine can be named
 * in a record, and what was counted elsewhere can be priced.
 */
import { type FactsOf, valuesOf } from '../../fact.js';
import { OPERAND_WIDTHS } from '../operand-width.js';
import { describedBy, type Provenance } from '../provenance.js';

/** What stays in the processing elements: outputs, weights or inputs. Source: Chen et al. 2016 (Eyeriss). */
export const DATAFLOWS = ['output-stationary', 'weight-stationary', 'input-stationary'] as const;
export type Dataflow = (typeof DATAFLOWS)[number];

/** What the elements of an array can multiply: integers of 8 bits too. */
export const ARRAY_OPERANDS = ['int8', ...OPERAND_WIDTHS] as const;
export type ArrayOperand = (typeof ARRAY_OPERANDS)[number];

export interface ArrayRecord {
  readonly rows: number;
  readonly columns: number;
  readonly dataflow: Dataflow;
  /** Operands that the elements multiply, the narrowest first: peaks are those of the first. */
  readonly operands: readonly ArrayOperand[];
  readonly partialBytes: number;
}

export interface BufferRecord {
  readonly inputBytes: number;
  readonly weightBytes: number;
  readonly outputBytes: number;
}

export interface SystolicNumbers {
  readonly clockHz: number;
  readonly array: ArrayRecord;
  readonly buffers: BufferRecord;
  readonly memory: { readonly bytesPerSecond: number };
}

export interface SystolicMachine extends SystolicNumbers, Provenance {
  readonly kind: 'systolic';
  readonly name: string;
  readonly summary: string;
}

export function systolicMachine(name: string, summary: string, facts: FactsOf<SystolicNumbers>): SystolicMachine {
  return { kind: 'systolic', name, summary, ...valuesOf<SystolicNumbers>(facts), ...describedBy(facts) };
}
