/** From units to what they cost as gates: synthesised, and run on the same operands in the same order. */
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { productsOf } from '../../models/hardware/of-unit.js';
import type { CellLibrary } from '../../models/technologies/cells/cell-library.js';
import { writeInside } from '../../records/folder.js';
import { HARDWARE_COSTS_SCHEMA, type HardwareCosts, type UnitCost } from '../../records/hardware-costs.js';
import { canonicalText } from '../../records/json.js';
import { chartPng, chartSvg } from '../../reports/export/charts.js';
import { chartCsv } from '../../reports/export/csv.js';
import { costChart } from '../../reports/hardware/cost-chart.js';
import { type ArithmeticEngine, createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { kindSets } from '../../sim/gates/characterise/kind-sets.js';
import { type Sampling, setWindows } from '../../sim/gates/characterise/operand-set.js';
import { operandEnergy } from '../../sim/gates/characterise/window-energy.js';
import { YOSYS_VERSION } from '../../sim/gates/synthesis/yosys.js';
import { clockShare } from './characterise.js';
import { type PricedUnit, pricedUnit } from './priced-unit.js';
import { synthesiseStage } from './synthesise.js';

export interface CostSetting {
  readonly units: readonly HardwareUnit[];
  readonly library: CellLibrary;
  readonly command: string;
  readonly progress: (done: number, total: number) => void;
}

/** Operands that every unit is run on: what a MAC of nothing, of a ReLU's outputs and of any numbers costs. */
const KINDS = ['zeros-90', 'relu', 'gaussian', 'uniform'] as const;
/** One operand held, the other streamed past it: an order that every unit takes, whatever its products a step. */
const SAMPLING: Sampling = { order: 'held-rows', seed: 1, windows: 4, cycles: 68 };
const WIRE_FF = 1;

export async function costStage({ units, library, command, progress }: CostSetting): Promise<HardwareCosts> {
  const engine = createEngine({ threads: 1 });
  try {
    const costs: UnitCost[] = [];
    for (const unit of units) {
      progress(costs.length, units.length);
      costs.push(await unitCost(unit, library, engine));
    }
    const { order, ...sampling } = SAMPLING;
    return {
      ...{ schema: HARDWARE_COSTS_SCHEMA, library: library.name, voltageV: library.voltageV },
      ...{ wireFfPerFanOut: WIRE_FF, order, sampling, command, yosys: YOSYS_VERSION, units: costs },
    };
  } finally {
    engine.close();
  }
}

async function unitCost(unit: HardwareUnit, library: CellLibrary, engine: ArithmeticEngine): Promise<UnitCost> {
  const { record } = await synthesiseStage({ unit, library, wireFfPerFanOut: WIRE_FF });
  const priced = await pricedUnit(unit, library, WIRE_FF);
  const { flipFlopsFj, treeFj } = clockShare(priced);
  return {
    unit: unit.name,
    summary: unit.summary,
    productsPerStep: productsOf(unit),
    pipelineStages: unit.pipelineStages,
    cells: record.cells,
    flipFlops: record.flipFlops,
    areaPerMacUm2: record.areaPerMac,
    cyclePs: record.electrical?.cyclePs ?? 0,
    clockFj: figure(flipFlopsFj + treeFj),
    leakageNw: figure(priced.leakageNw),
    energies: kindSets(KINDS, unit, SAMPLING.seed, engine).map((set) => energyOf(set, priced, engine)),
  };
}

function energyOf(
  set: Parameters<typeof setWindows>[0],
  { gates }: PricedUnit,
  engine: ArithmeticEngine,
): UnitCost['energies'][number] {
  const windows = setWindows(set, gates, SAMPLING, engine);
  const { zeroDelayFj, unitDelayFj, centralFj } = operandEnergy(windows, productsOf(gates.unit));
  return {
    operands: set.operands,
    zeroDelayFj: figure(zeroDelayFj.value),
    unitDelayFj: figure(unitDelayFj.value),
    centralFj: figure(centralFj.value),
    standardErrorFj: figure(centralFj.standardError),
  };
}

/** Six digits: sampling leaves fewer. */
function figure(value: number): number {
  return Number(value.toPrecision(6));
}

/** The record and its figure (PNG, SVG, CSV). */
export function writeCosts(costs: HardwareCosts, folder: string): void {
  const chart = costChart(costs);
  writeInside(folder, `costs-${costs.library}.json`, canonicalText(costs));
  writeInside(folder, `${chart.id}.png`, chartPng(chart));
  writeInside(folder, `${chart.id}.svg`, chartSvg(chart));
  writeInside(folder, `${chart.id}.csv`, chartCsv(chart));
}
