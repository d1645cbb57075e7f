/**
 * A macro-model of a unit as gates: fitted on some sets of operands, judged on others, in one record with the energies of
 * both.
 */
import { CHARACTERISED_UNIT_SCHEMA, type CharacterisedUnit } from '../../records/characterised-unit.js';
import { canonicalLine, sha256 } from '../../records/json.js';
import type { ArithmeticEngine } from '../../sim/arithmetic/kernels/engine.js';
import { fittedModel, modelErrors, type ObservedWindow } from '../../sim/gates/characterise/macro-model.js';
import { type OperandSet, type Sampling, setWindows } from '../../sim/gates/characterise/operand-set.js';
import { totalFj } from '../../sim/gates/characterise/switching.js';
import type { WindowEnergy } from '../../sim/gates/characterise/window-energy.js';
import { characterisedOperands, productsOf } from './characterise.js';
import type { PricedUnit } from './priced-unit.js';

export interface MacroModelSetting {
  readonly priced: PricedUnit;
  readonly fitted: readonly OperandSet[];
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

export function macroModelStage(setting: MacroModelSetting, engine: ArithmeticEngine): CharacterisedUnit {
  const { priced, sampling, fitted, judged } = setting;
  const { order, ...sample } = sampling;
  const { unit, netlist } = priced.gates;
  const total = fitted.length + judged.length;
  const measured = [...fitted, ...judged].map((set, done): MeasuredSet => {
    setting.progress(done, total);
    return { operands: set.operands, windows: setWindows(set, priced.gates, sampling, engine) };
  });
  const [seen, unseen] = [measured.slice(0, fitted.length), measured.slice(fitted.length)];
  const models = byDelay((delay) => fittedModel(seen.flatMap(({ windows }) => observed(windows, delay))));
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
    clockFjPerMac: priced.clockFj / productsOf(unit),
    leakageNw: priced.leakageNw,
    fittedOn: seen.map(({ operands }) => operands),
    models,
    judged: byDelay((delay) =>
      modelErrors(
        models[delay],
        unseen.map((set) => observedSet(set, delay)),
      ),
    ),
    operands: measured.map((set) => characterisedOperands(set.operands, set.windows, unit)),
  };
}

function byDelay<T>(of: (delay: Delay) => T): Record<Delay, T> {
  return { zeroDelay: of('zeroDelay'), unitDelay: of('unitDelay') };
}

function observed(windows: readonly WindowEnergy[], delay: Delay): ObservedWindow[] {
  return windows.map((window) => ({ changes: window.changes, energyFj: totalFj(window[delay]) }));
}

function observedSet({ operands, windows }: MeasuredSet, delay: Delay) {
  return { operands, windows: observed(windows, delay) };
}
