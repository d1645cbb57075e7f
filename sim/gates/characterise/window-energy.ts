/**
 * What a unit as gates takes on windows of operands: energy a multiply-accumulate by block, with zero delay (a lower
 * bound), unit delay (an upper one) and their geometric mean, and how sure a sample of windows makes it.
 */

import { BLOCKS, type Block, type HardwareUnit } from '../../../models/hardware/hardware-unit.js';
import type { Netlist } from '../netlist/netlist.js';
import type { OperandStreams } from '../operands/operand-streams.js';
import type { OperandFormats } from '../operands/unit-arithmetic.js';
import { warmUp } from '../simulate/activity.js';
import type { GateSimulator } from '../simulate/simulator.js';
import { activityFeatures, FEATURES, type FeatureCounts } from './activity-features.js';
import { blocksOfNets, type EnergyByBlock, switchedEnergyFj, totalFj } from './switching.js';

/** A unit ready to be given operands. */
export interface GateUnit {
  readonly unit: HardwareUnit;
  readonly netlist: Netlist;
  /** With unit delay. */
  readonly simulator: GateSimulator;
  /** fJ of one toggle of each net; of the same under the least and the most wire that is thought of. */
  readonly toggleFj: Float64Array;
  readonly leastToggleFj: Float64Array;
  readonly mostToggleFj: Float64Array;
}

/** fJ of one cycle of one unit, in the mean over a window, and what changed at its operands. */
export interface WindowEnergy {
  readonly unitCycles: number;
  readonly zeroDelay: EnergyByBlock;
  readonly unitDelay: EnergyByBlock;
  /** Of all blocks: zero delay with the least wire, unit delay with the most. */
  readonly leastFj: number;
  readonly mostFj: number;
  readonly changes: FeatureCounts;
}

export function windowEnergy(gates: GateUnit, streams: OperandStreams, formats: OperandFormats): WindowEnergy {
  const { unit, netlist, simulator } = gates;
  const warmUpCycles = warmUp(unit.pipelineStages);
  const activity = simulator.run(streams, { warmUpCycles });
  const blocks = blocksOfNets(netlist);
  const { zeroDelayToggles, unitDelayToggles = zeroDelayToggles } = activity;
  const energyOf = (toggles: Float64Array, toggleFj: Float64Array) =>
    switchedEnergyFj(blocks, toggleFj, toggles, activity.laneCycles);
  const { changes, laneCycles } = activityFeatures(streams, unit, formats, warmUpCycles);
  return {
    unitCycles: activity.laneCycles,
    zeroDelay: energyOf(zeroDelayToggles, gates.toggleFj),
    unitDelay: energyOf(unitDelayToggles, gates.toggleFj),
    leastFj: totalFj(energyOf(zeroDelayToggles, gates.leastToggleFj)),
    mostFj: totalFj(energyOf(unitDelayToggles, gates.mostToggleFj)),
    changes: Object.fromEntries(
      FEATURES.map((feature) => [feature, changes[feature] / laneCycles]),
    ) as unknown as FeatureCounts,
  };
}

/** A mean over windows. */
export interface Estimate {
  readonly value: number;
  /** Standard error of the mean; 0 for a single window, which says nothing of it. */
  readonly standardError: number;
}

/** fJ a multiply-accumulate. */
export interface OperandEnergy {
  readonly windows: number;
  readonly macs: number;
  readonly zeroDelayFj: Estimate;
  readonly unitDelayFj: Estimate;
  /** Geometric mean of the two. */
  readonly centralFj: Estimate;
  readonly byBlock: readonly { readonly block: Block; readonly zeroDelayFj: number; readonly unitDelayFj: number }[];
}

/** @param windows at least one */
export function operandEnergy(windows: readonly WindowEnergy[], productsPerStep: number): OperandEnergy {
  const perMac = (energies: readonly number[]) => estimateOf(energies.map((fj) => fj / productsPerStep));
  const zero = windows.map(({ zeroDelay }) => totalFj(zeroDelay));
  const unit = windows.map(({ unitDelay }) => totalFj(unitDelay));
  const meanOf = (block: Block, delay: 'zeroDelay' | 'unitDelay') =>
    windows.reduce((sum, window) => sum + window[delay][block], 0) / windows.length / productsPerStep;
  return {
    windows: windows.length,
    macs: windows.reduce((sum, { unitCycles }) => sum + unitCycles * productsPerStep, 0),
    zeroDelayFj: perMac(zero),
    unitDelayFj: perMac(unit),
    centralFj: perMac(zero.map((fj, at) => Math.sqrt(fj * unit[at]))),
    byBlock: BLOCKS.map((block) => ({
      block,
      zeroDelayFj: meanOf(block, 'zeroDelay'),
      unitDelayFj: meanOf(block, 'unitDelay'),
    })),
  };
}

export function estimateOf(values: readonly number[]): Estimate {
  const value = values.reduce((sum, entry) => sum + entry, 0) / values.length;
  if (values.length === 1) return { value, standardError: 0 };
  const spread = values.reduce((sum, entry) => sum + (entry - value) ** 2, 0) / (values.length - 1);
  return { value, standardError: Math.sqrt(spread / values.length) };
}
