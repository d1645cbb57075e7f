/**
 * What a unit as gates takes on operands: characterisation.json of `octile hardware characterise --out`. Energies in fJ
 * a multiply-accumulate, at the voltage said; zero delay is a lower bound, unit delay an upper one.
 * Left out: how it was measured (sim/gates/characterise).
 */
import type { Block } from '../models/hardware/hardware-unit.js';

export const CHARACTERISATION_SCHEMA = 'octile.characterisation/1.0';

/** A mean over sampled windows, and its standard error. */
export interface SampledMean {
  readonly value: number;
  readonly standardError: number;
}

/** Energy of one kind of operands, or of one pair of roles in a trace. */
export interface CharacterisedOperands {
  readonly operands: string;
  readonly windows: number;
  /** Multiply-accumulates whose toggles were counted. */
  readonly macs: number;
  readonly zeroDelayFj: SampledMean;
  readonly unitDelayFj: SampledMean;
  /** Geometric mean of the two. */
  readonly centralFj: SampledMean;
  readonly byBlock: readonly { readonly block: Block; readonly zeroDelayFj: number; readonly unitDelayFj: number }[];
  /** Changes a cycle of a unit at its operands: what a macro-model is made of. */
  readonly changes: Readonly<Record<string, number>>;
}

/** fJ a multiply-accumulate, whatever the operands: of the flip-flops, and of the tree that brings the clock to them. */
export interface ClockShare {
  readonly flipFlopsFj: number;
  readonly treeFj: number;
}

export interface Characterisation {
  readonly schema: typeof CHARACTERISATION_SCHEMA;
  readonly tool: { readonly name: 'octile'; readonly version: string };
  readonly unit: string;
  readonly library: string;
  /** Of the netlist that was simulated. */
  readonly netlist: { readonly cells: number; readonly nets: number };
  readonly order: string;
  readonly sampling: { readonly seed: number; readonly windows: number; readonly cycles: number };
  /** Load added a fan-out. */
  readonly wireFfPerFanOut: number;
  /** Energies of the library at its own voltage, times (voltageV ÷ libraryVoltageV)². */
  readonly libraryVoltageV: number;
  readonly voltageV: number;
  readonly clock: ClockShare;
  /** Of a unit, at the library's own voltage. */
  readonly leakageNw: number;
  readonly operands: readonly CharacterisedOperands[];
  /** Products of the trace in formats that the unit does not read. */
  readonly productsLeftOut: number;
}
