/**
 * A macro-model of a unit as gates: fitted on some sets of operands, judged on others, in one record with the energies of
 * both.
 */
import { productsOf } from '../../models/hardware/of-unit.js';
import { CHARACTERISED_UNIT_SCHEMA, type CharacterisedUnit } from '../../records/characterised-unit.js';
import { canonicalLine, sha256 } from '../../records/json.js';
import type { ArithmeticEngine } from '../../sim/arithmetic/kernels/engine.js';
import {
  fittedModel,
  modelErrors,
  type ObservedWindow,
  type WeightedWindow,
} from '../../sim/gates/characterise/macro-model.js';
import { type OperandSet, type Sampling, setWindows } from '../../sim/gates/characterise/operand-set.js';
import { totalFj } from '../../sim/gates/characterise/switching.js';
import type { WindowEnergy } from '../../sim/gates/characterise/window-energy.js';
import { characterisedOperands, clockShare } from './characterise.js';
import type { PricedUnit } from './priced-unit.js';

export interface MacroModelSetting {
  readonly priced: PricedUnit;
  /** Made up operands, which span what can happen, and real ones, which count more. */
  readonly madeUp: readonly OperandSet[];
  readonly real: readonly OperandSet[];
  readonly judged: readonly OperandSet[];
  readonly sampling: Sampling;
  readonly command: string;
  readonly progress: (done: number, total: number) => void;
}

const DELAYS = ['zeroDelay', 'unitDelay'] as const;
type Delay = (typeof DELAYS)[number];

/** A set of operands with what its windows took. */
interface MeasuredSet {
  readonly operands: string;
  readonly windows: readonly WindowEnergy[];
}

/** Weight of errors on real operands, over those on made up ones; their windows, over those of made up ones. */
const REAL_WEIGHT = 4;
const REAL_WINDOWS = 3;

export function macroModelStage(setting: MacroModelSetting, engine: ArithmeticEngine): CharacterisedUnit {
  const { priced, sampling, madeUp, real, judged } = setting;
  const { order, ...sample } = sampling;
  const { unit, netlist } = priced.gates;
  const few = { ...sampling, windows: Math.ceil(sampling.windows / REAL_WINDOWS) };
  const total = madeUp.length + real.length + judged.length;
  let done = 0;
  const measure = (set: OperandSet, how: Sampling): MeasuredSet => {
    setting.progress(done++, total);
    return { operands: set.operands, windows: setWindows(set, priced.gates, how, engine) };
  };
  const made = madeUp.map((set) => measure(set, few));
  const [seen, unseen] = [real, judged].map((sets) => sets.map((set) => measure(set, sampling)));
  const models = byDelay((delay) =>
    fittedModel([
      ...made.flatMap(({ windows }) => weighted(observed(windows, delay), 1)),
      ...seen.flatMap(({ windows }) => weighted(observed(windows, delay), REAL_WEIGHT)),
    ]),
  );
  return {
    schema: CHARACTERISED_UNIT_SCHEMA,
    unit: unit.name,
    library: priced.library.name,
    command: setting.command,
    netlist: { cells: netlist.cells.length, nets: netlist.nets, sha256: sha256(canonicalLine(netlist)) },
    order,
    sampling: sample,
    wireFfPerFanOut: priced.wireFfPerFanOut,
    voltageV: priced.library.voltageV,
    productsPerStep: productsOf(unit),
    clock: clockShare(priced),
    leakageNw: priced.leakageNw,
    fittedOn: [...made, ...seen].map(({ operands }) => operands),
    models,
    judged: byDelay((delay) =>
      modelErrors(
        models[delay],
        unseen.map((set) => observedSet(set, delay)),
      ),
    ),
    operands: [...seen, ...unseen].map((set) => characterisedOperands(set.operands, set.windows, unit)),
  };
}

function byDelay<T>(of: (delay: Delay) => T): Record<Delay, T> {
  return { zeroDelay: of('zeroDelay'), unitDelay: of('unitDelay') };
}

function observed(windows: readonly WindowEnergy[], delay: Delay): ObservedWindow[] {
  return windows.map((window) => ({ changes: window.changes, energyFj: totalFj(window[delay]) }));
}

function weighted(windows: readonly ObservedWindow[], weight: number): WeightedWindow[] {
  return windows.map((window) => ({ ...window, weight }));
}

function observedSet({ operands, windows }: MeasuredSet, delay: Delay) {
  return { operands, windows: observed(windows, delay) };
}
