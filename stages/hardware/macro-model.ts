/**
 * A macro-model of a unit as gates: fitted on some sets of operands, judged on others, in one record with the energies of
 * both.
 */
import { basename } from 'node:path';
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { productsOf } from '../../models/hardware/of-unit.js';
import type { CellLibrary } from '../../models/technologies/cells/cell-library.js';
import {
  CHARACTERISED_UNIT_SCHEMA,
  type CharacterisedUnit,
  type EnergyEstimate,
} from '../../records/characterised-unit.js';
import { writeInside } from '../../records/folder.js';
import { canonicalLine, canonicalText, sha256 } from '../../records/json.js';
import { type ArithmeticEngine, createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { kindSets, sparseSets } from '../../sim/gates/characterise/kind-sets.js';
import {
  fittedModel,
  modelErrors,
  type ObservedWindow,
  type WeightedWindow,
} from '../../sim/gates/characterise/macro-model.js';
import { type OperandSet, type Sampling, setWindows } from '../../sim/gates/characterise/operand-set.js';
import { totalFj } from '../../sim/gates/characterise/switching.js';
import type { WindowEnergy } from '../../sim/gates/characterise/window-energy.js';
import { OPERAND_KINDS } from '../../sim/gates/operands/kinds.js';
import { characterisedOperands, clockShare } from './characterise.js';
import { type PricedUnit, pricedUnit } from './priced-unit.js';
import { traceSets } from './trace-sets.js';

export interface MacroModelSetting {
  readonly unit: HardwareUnit;
  readonly library: CellLibrary;
  readonly wireFfPerFanOut: number;
  readonly sampling: Sampling;
  /** Folders of traces. */
  readonly fit: readonly string[];
  readonly judge: readonly string[];
  /** What makes the record again. */
  readonly command: string;
  readonly progress: (done: number, total: number) => void;
}

/** Sets of operands to fit on and to judge by. */
interface Sets {
  /** Made up operands, which span what can happen, and real ones, which count more. */
  readonly madeUp: readonly OperandSet[];
  readonly real: readonly OperandSet[];
  readonly judged: readonly OperandSet[];
}

/** A set of operands with what its windows took. */
interface MeasuredSet {
  readonly operands: string;
  readonly windows: readonly WindowEnergy[];
}

/** Weight of errors on real operands, over those on made up ones; their windows, over those of made up ones. */
const REAL_WEIGHT = 4;
const REAL_WINDOWS = 3;

/** @throws InputError for traces that the unit does not read */
export async function macroModelStage(setting: MacroModelSetting): Promise<CharacterisedUnit> {
  const { unit, library, wireFfPerFanOut, fit, judge, sampling } = setting;
  const [real, judged] = [fit, judge].map((folders) => folders.flatMap((folder) => namedSets(folder, unit)));
  const priced = await pricedUnit(unit, library, wireFfPerFanOut);
  const engine = createEngine({ threads: 1 });
  try {
    const kinds = kindSets(TELLING_KINDS, unit, sampling.seed, engine);
    const madeUp = [...kinds, ...sparseSets(unit, sampling.seed, engine)];
    return fittedRecord(setting, priced, { madeUp, real, judged }, engine);
  } finally {
    engine.close();
  }
}

const TELLING_KINDS = OPERAND_KINDS.filter((kind) => kind !== 'zeros');

/** The sets of a trace, named by its folder too. */
function namedSets(folder: string, unit: HardwareUnit): OperandSet[] {
  return traceSets(folder, unit).sets.map((set) => ({ ...set, operands: `${basename(folder)}, ${set.operands}` }));
}

export function writeMacroModel(record: CharacterisedUnit, folder: string): void {
  writeInside(folder, `${record.unit}-${record.library}.json`, canonicalText(record));
}

function fittedRecord(
  setting: MacroModelSetting,
  priced: PricedUnit,
  { madeUp, real, judged }: Sets,
  engine: ArithmeticEngine,
): CharacterisedUnit {
  const { sampling, progress } = setting;
  const few = { ...sampling, windows: Math.ceil(sampling.windows / REAL_WINDOWS) };
  const total = madeUp.length + real.length + judged.length;
  let done = 0;
  const measure = (set: OperandSet, how: Sampling): MeasuredSet => {
    progress(done++, total);
    return { operands: set.operands, windows: setWindows(set, priced.gates, how, engine) };
  };
  const made = madeUp.map((set) => measure(set, few));
  const seen = real.map((set) => measure(set, sampling));
  const unseen = judged.map((set) => measure(set, sampling));
  const models = byEstimate((estimate) =>
    fittedModel([
      ...made.flatMap(({ windows }) => weighted(observed(windows, estimate), 1)),
      ...seen.flatMap(({ windows }) => weighted(observed(windows, estimate), REAL_WEIGHT)),
    ]),
  );
  const judgement = (estimate: EnergyEstimate) =>
    modelErrors(
      models[estimate],
      unseen.map(({ operands, windows }) => ({ operands, windows: observed(windows, estimate) })),
    );
  return {
    ...headOf(setting, priced),
    fittedOn: [...made, ...seen].map(({ operands }) => operands),
    models,
    judged: byEstimate(judgement),
    range: rangeOf([...seen, ...unseen]),
    operands: [...made.slice(0, TELLING_KINDS.length), ...seen, ...unseen].map((set) =>
      characterisedOperands(set.operands, set.windows, setting.unit),
    ),
  };
}

function headOf(
  { unit, library, wireFfPerFanOut, sampling, command }: MacroModelSetting,
  priced: PricedUnit,
): Omit<CharacterisedUnit, 'fittedOn' | 'models' | 'judged' | 'range' | 'operands'> {
  const { order, ...sample } = sampling;
  const { netlist } = priced.gates;
  return {
    schema: CHARACTERISED_UNIT_SCHEMA,
    unit: unit.name,
    library: library.name,
    command,
    netlist: { cells: netlist.cells.length, nets: netlist.nets, sha256: sha256(canonicalLine(netlist)) },
    order,
    sampling: sample,
    wireFfPerFanOut,
    voltageV: library.voltageV,
    productsPerStep: productsOf(unit),
    clock: clockShare(priced),
    leakageNw: priced.leakageNw,
  };
}

function byEstimate<T>(of: (estimate: EnergyEstimate) => T): Record<EnergyEstimate, T> {
  return { zeroDelay: of('zeroDelay'), unitDelay: of('unitDelay'), central: of('central') };
}

function observed(windows: readonly WindowEnergy[], estimate: EnergyEstimate): ObservedWindow[] {
  return windows.map((window) => ({ changes: window.changes, energyFj: energyFj(window, estimate) }));
}

function energyFj({ zeroDelay, unitDelay }: WindowEnergy, estimate: EnergyEstimate): number {
  const [zero, unit] = [totalFj(zeroDelay), totalFj(unitDelay)];
  return estimate === 'central' ? Math.sqrt(zero * unit) : estimate === 'zeroDelay' ? zero : unit;
}

/** Over sets of real operands, what bounds are of the middle between delays. */
function rangeOf(sets: readonly MeasuredSet[]): CharacterisedUnit['range'] {
  const shares = sets.map(({ windows }) => {
    const sum = (of: (window: WindowEnergy) => number) => windows.reduce((total, window) => total + of(window), 0);
    const central = sum((window) => energyFj(window, 'central'));
    return { low: sum(({ leastFj }) => leastFj) / central, high: sum(({ mostFj }) => mostFj) / central };
  });
  return { low: Math.min(...shares.map(({ low }) => low)), high: Math.max(...shares.map(({ high }) => high)) };
}

function weighted(windows: readonly ObservedWindow[], weight: number): WeightedWindow[] {
  return windows.map((window) => ({ ...window, weight }));
}
