/**
 * What gates did with operand streams: results at the ports and how often each net changed.
 * Zero-delay: every gate settles at once, so that a net changes once a cycle at most: a lower bound.
 * Unit-delay: every gate's output changes one unit after its inputs, and each change counts, however short: an upper
 * bound, as real gates swallow short pulses. Flip-flops and inputs change at time 0 of a cycle under both.
 */
import { InputError, shown } from '../../../models/input-error.js';

export interface GateRun {
  /**
   * Cycles from the start whose changes are not counted: until the pipeline holds operands alone (see `warmUp`). At
   * least 1, as the gates are not settled before the first.
   */
  readonly warmUpCycles: number;
}

export interface GateActivity {
  /** Cycles whose changes were counted, over all lanes. */
  readonly laneCycles: number;
  /** Changes of each net in these cycles. */
  readonly zeroDelayToggles: Float64Array;
  /** Only where asked for. */
  readonly unitDelayToggles?: Float64Array;
  /** By output port: [cycle][lane], settled; an operand's result stands there `pipelineStages` cycles after it. */
  readonly outputs: Readonly<Record<string, Uint32Array>>;
}

export const DELAYS = ['zero', 'unit'] as const;
/** `unit` gives both bounds. */
export type Delays = (typeof DELAYS)[number];

/** Cycles after which every register holds operands, and held operands the cycle before. */
export function warmUp(pipelineStages: number): number {
  return pipelineStages + 1;
}

/** Cycles whose changes are counted. @throws InputError for a warm-up of no cycle, or of all and more */
export function countedCycles(cycles: number, { warmUpCycles }: GateRun): number {
  if (Number.isInteger(warmUpCycles) && warmUpCycles >= 1 && warmUpCycles <= cycles) return cycles - warmUpCycles;
  throw new InputError('gate simulation', `a warm-up of 1 to ${cycles} cycles`, shown(warmUpCycles));
}
