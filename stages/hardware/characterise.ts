/** From a unit as gates and sets of operands to what a multiply-accumulate of each takes. */
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import {
  CHARACTERISATION_SCHEMA,
  type Characterisation,
  type CharacterisedOperands,
  type ClockShare,
} from '../../records/characterisation.js';
import type { ArithmeticEngine } from '../../sim/arithmetic/kernels/engine.js';
import { FEATURES } from '../../sim/gates/characterise/activity-features.js';
import { type OperandSet, type Sampling, setWindows } from '../../sim/gates/characterise/operand-set.js';
import {
  type Estimate,
  estimateOf,
  operandEnergy,
  type WindowEnergy,
} from '../../sim/gates/characterise/window-energy.js';
import type { PricedUnit } from './priced-unit.js';

export interface CharacteriseSetting {
  readonly priced: PricedUnit;
  readonly sets: readonly OperandSet[];
  readonly productsLeftOut: number;
  readonly sampling: Sampling;
  readonly voltageV: number;
  readonly toolVersion: string;
  readonly progress: (done: number, total: number) => void;
}

export function characteriseStage(setting: CharacteriseSetting, engine: ArithmeticEngine): Characterisation {
  const { priced, sets, sampling, voltageV, productsLeftOut } = setting;
  const { gates, library } = priced;
  const { unit, netlist } = gates;
  const { order, seed, windows, cycles } = sampling;
  const factor = (voltageV / library.voltageV) ** 2;
  return {
    schema: CHARACTERISATION_SCHEMA,
    tool: { name: 'octile', version: setting.toolVersion },
    unit: unit.name,
    library: library.name,
    netlist: { cells: netlist.cells.length, nets: netlist.nets },
    order,
    sampling: { seed, windows, cycles },
    wireFfPerFanOut: priced.wireFfPerFanOut,
    libraryVoltageV: library.voltageV,
    voltageV,
    clock: clockShare(priced, factor),
    leakageNw: priced.leakageNw,
    operands: sets.map((set, done) => {
      setting.progress(done, sets.length);
      return characterisedOperands(set.operands, setWindows(set, gates, sampling, engine), unit, factor);
    }),
    productsLeftOut,
  };
}

/** fJ a multiply-accumulate. */
export function clockShare({ clock, gates }: PricedUnit, factor = 1): ClockShare {
  const perMac = factor / productsOf(gates.unit);
  return { flipFlopsFj: clock.flipFlopsFj * perMac, treeFj: clock.treeFj * perMac };
}

/** @param factor of all energies, from the library's voltage to another */
export function characterisedOperands(
  operands: string,
  windows: readonly WindowEnergy[],
  unit: HardwareUnit,
  factor = 1,
): CharacterisedOperands {
  const energy = operandEnergy(windows, productsOf(unit));
  const scaled = ({ value, standardError }: Estimate) => ({
    value: value * factor,
    standardError: standardError * factor,
  });
  return {
    operands,
    windows: energy.windows,
    macs: energy.macs,
    zeroDelayFj: scaled(energy.zeroDelayFj),
    unitDelayFj: scaled(energy.unitDelayFj),
    centralFj: scaled(energy.centralFj),
    byBlock: energy.byBlock.map(({ block, zeroDelayFj, unitDelayFj }) => ({
      block,
      zeroDelayFj: zeroDelayFj * factor,
      unitDelayFj: unitDelayFj * factor,
    })),
    changes: Object.fromEntries(
      FEATURES.map((feature) => [feature, estimateOf(windows.map(({ changes }) => changes[feature])).value]),
    ),
  };
}

export function productsOf({ datapath }: HardwareUnit): number {
  return datapath.kind === 'integer' ? datapath.productsPerStep : datapath.unit.productsPerStep;
}
