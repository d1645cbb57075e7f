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
import { type ArithmeticEngine, createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { FEATURES } from '../../sim/gates/characterise/activity-features.js';
import { kindSets } from '../../sim/gates/characterise/kind-sets.js';
import { type OperandSet, productAt, type Sampling, setWindows } from '../../sim/gates/characterise/operand-set.js';
import { windowStreams } from '../../sim/gates/characterise/stream-source.js';
import {
  type Estimate,
  estimateOf,
  operandEnergy,
  type WindowEnergy,
} from '../../sim/gates/characterise/window-energy.js';
import { netlistVerilog } from '../../sim/gates/export/netlist-verilog.js';
import { saifText } from '../../sim/gates/export/saif.js';
import { vcdText } from '../../sim/gates/export/vcd.js';
import { type Waveform, waveformOf } from '../../sim/gates/export/waveform.js';
import type { OperandKind } from '../../sim/gates/operands/kinds.js';
import { warmUp } from '../../sim/gates/simulate/activity.js';
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
  /** Whether the nets of one unit are kept, on the first window of the first operands. */
  readonly waves: 'kept' | 'none';
  readonly progress: (done: number, total: number) => void;
}

export interface Characterised {
  readonly record: Characterisation;
  readonly waves: Waveform | undefined;
}

/** @throws InputError for a trace that the unit does not read, or an order that does not fit it */
export async function characteriseStage(setting: CharacteriseSetting): Promise<Characterised> {
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
    const record = { ...headOf(setting, priced, factor), operands, productsLeftOut: ofTrace.leftOut };
    const [first] = sets;
    const kept = setting.waves === 'kept' && first !== undefined;
    return { record, waves: kept ? wavesOf(first, priced, sampling, engine) : undefined };
  } finally {
    engine.close();
  }
}

/** Times that put changes in order: no times of a chip. */
const [GATE_PS, CLOCK_PS] = [10, 4000];

/** Of the first unit side by side, behind the warm-up. */
function wavesOf(set: OperandSet, { gates, library }: PricedUnit, sampling: Sampling, engine: ArithmeticEngine) {
  const { unit, netlist } = gates;
  const { order, seed, windows, cycles } = sampling;
  const source = productAt(set.products, 0.5 / windows).source();
  const streams = windowStreams(source, unit, order, { seed, window: 0, cycles }, engine);
  const shown = [warmUp(unit.pipelineStages), cycles] as const;
  return waveformOf({ netlist, library, delays: 'unit' }, streams, {
    lane: 0,
    cycles: shown,
    clockPs: CLOCK_PS,
    gatePs: GATE_PS,
  });
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

/** characterisation.json, and where waves are kept window.saif, window.vcd and the netlist that they are of. */
export function writeCharacterisation({ record, waves }: Characterised, folder: string): void {
  writeInside(folder, 'characterisation.json', canonicalText(record));
  if (waves === undefined) return;
  writeInside(folder, 'window.saif', saifText(waves));
  writeInside(folder, 'window.vcd', vcdText(waves));
  writeInside(folder, 'netlist.v', netlistVerilog(waves.netlist, waves.library));
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
