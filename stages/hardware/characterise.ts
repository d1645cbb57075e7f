/** From a unit as gates and sets of operands to what a multiply-accumulate of each takes. */
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { productsOf } from '../../models/hardware/of-unit.js';
import type { CellLibrary } from '../../models/technologies/cells/cell-library.js';
import {
  CHARACTERISATION_SCHEMA,
  type Characterisation,
  type CharacterisedOperands,
  type ClockShare,
} from '../../records/characterisation.js';
import { writeInside } from '../../records/folder.js';
import { canonicalText } from '../../records/json.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { FEATURES } from '../../sim/gates/characterise/activity-features.js';
import { kindSets } from '../../sim/gates/characterise/kind-sets.js';
import { type Sampling, setWindows } from '../../sim/gates/characterise/operand-set.js';
import {
  type Estimate,
  estimateOf,
  operandEnergy,
  type WindowEnergy,
} from '../../sim/gates/characterise/window-energy.js';
import type { OperandKind } from '../../sim/gates/operands/kinds.js';
import { type PricedUnit, pricedUnit } from './priced-unit.js';
import { traceSets } from './trace-sets.js';

export interface CharacteriseSetting {
  readonly unit: HardwareUnit;
  readonly library: CellLibrary;
  readonly wireFfPerFanOut: number;
  readonly sampling: Sampling;
  /** A folder; undefined for none. */
  readonly trace: string | undefined;
  readonly kinds: readonly OperandKind[];
  readonly voltageV: number;
  readonly toolVersion: string;
  readonly progress: (done: number, total: number) => void;
}

/** @throws InputError for a trace that the unit does not read, or an order that does not fit it */
export async function characteriseStage(setting: CharacteriseSetting): Promise<Characterisation> {
  const { unit, library, wireFfPerFanOut, sampling, trace, kinds, progress } = setting;
  const ofTrace = trace === undefined ? { sets: [], leftOut: 0 } : traceSets(trace, unit);
  const priced = await pricedUnit(unit, library, wireFfPerFanOut);
  const engine = createEngine({ threads: 1 });
  try {
    const sets = [...kindSets(kinds, unit, sampling.seed, engine), ...ofTrace.sets];
    const factor = (setting.voltageV / library.voltageV) ** 2;
    const operands = sets.map((set, done) => {
      progress(done, sets.length);
      return characterisedOperands(set.operands, setWindows(set, priced.gates, sampling, engine), unit, factor);
    });
    return { ...headOf(setting, priced, factor), operands, productsLeftOut: ofTrace.leftOut };
  } finally {
    engine.close();
  }
}

function headOf(
  { unit, library, wireFfPerFanOut, sampling, voltageV, toolVersion }: CharacteriseSetting,
  priced: PricedUnit,
  factor: number,
): Omit<Characterisation, 'operands' | 'productsLeftOut'> {
  const { order, ...sample } = sampling;
  const { netlist } = priced.gates;
  return {
    schema: CHARACTERISATION_SCHEMA,
    tool: { name: 'octile', version: toolVersion },
    unit: unit.name,
    library: library.name,
    netlist: { cells: netlist.cells.length, nets: netlist.nets },
    order,
    sampling: sample,
    wireFfPerFanOut,
    libraryVoltageV: library.voltageV,
    voltageV,
    clock: clockShare(priced, factor),
    leakageNw: priced.leakageNw,
  };
}

export function writeCharacterisation(record: Characterisation, folder: string): void {
  writeInside(folder, 'characterisation.json', canonicalText(record));
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
