/**
 * A unit as gates, characterised: what each changed bit at its operands costs by a macro-model, how far the model was off
 * on operands that it did not see, and energies of operands by kind and role. One file a unit and library in
 * models/technologies/characterised; energies at the library's own voltage.
 * Left out: the netlist (`octile hardware synthesise` makes it), its area and delay.
 */
import type { CharacterisedOperands, ClockShare } from './characterisation.js';

export const CHARACTERISED_UNIT_SCHEMA = 'octile.characterised-unit/1.0';

/** fJ for each change of a feature at a unit (sim/gates/characterise/activity-features.ts). */
export type MacroModelRecord = Readonly<Record<string, number>>;

/** Under zero delay, under unit delay, and the geometric mean of the two. */
export const ENERGY_ESTIMATES = ['zeroDelay', 'unitDelay', 'central'] as const;
export type EnergyEstimate = (typeof ENERGY_ESTIMATES)[number];

/** Errors relative to gates, over sets of operands that were not fitted. */
export interface JudgedModel {
  readonly mean: number;
  readonly worst: number;
  readonly byOperands: readonly { readonly operands: string; readonly error: number }[];
}

export interface CharacterisedUnit {
  readonly schema: typeof CHARACTERISED_UNIT_SCHEMA;
  readonly unit: string;
  readonly library: string;
  /** The command that makes this file again. */
  readonly command: string;
  readonly netlist: { readonly cells: number; readonly nets: number; readonly sha256: string };
  readonly order: string;
  readonly sampling: { readonly seed: number; readonly windows: number; readonly cycles: number };
  readonly wireFfPerFanOut: number;
  readonly voltageV: number;
  readonly productsPerStep: number;
  readonly clock: ClockShare;
  readonly leakageNw: number;
  /** Fitted on these, judged on those. */
  readonly fittedOn: readonly string[];
  readonly models: Readonly<Record<EnergyEstimate, MacroModelRecord>>;
  readonly judged: Readonly<Record<EnergyEstimate, JudgedModel>>;
  /** Of the central energy of real operands: zero delay without wires at least, unit delay with the most wire at most. */
  readonly range: { readonly low: number; readonly high: number };
  readonly operands: readonly CharacterisedOperands[];
}
