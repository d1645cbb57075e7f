/**
 * The stages of the way through, each from files to files: train, simulate, price, report. The command
 * line and comparisons call these and nothing below them.
 */
import { withFields } from '../models/machines/fields.js';
import type { TileMachine } from '../models/machines/machine.js';
import type { NetworkRecord } from '../models/networks/network.js';
import type { Technology } from '../models/technologies/technology.js';
import { unitFamily } from '../models/units/families.js';
import type { DotProductUnit } from '../models/units/unit.js';
import type { EnergyRecord } from '../records/energy.js';
import { writeInside } from '../records/folder.js';
import { canonicalText } from '../records/json.js';
import type { ReportRecord } from '../records/report.js';
import type { ActivitySource, RunRecord, ScalingRecord } from '../records/run.js';
import { SCHEMAS } from '../records/schema.js';
import type { Recipe, TrainingRecord } from '../records/trace.js';
import { readTrace, type Trace, writeTrace } from '../records/trace-folder.js';
import { composeReport } from '../reports/compose/compose.js';
import type { ReportInput } from '../reports/compose/input.js';
import { exportReport } from '../reports/export/folder.js';
import { createEngine } from '../sim/arithmetic/kernels/engine.js';
import { simulateTrace } from '../sim/array/simulate.js';
import type { TileEngine } from '../sim/array/tile-runner.js';
import { priceRun } from '../sim/energy/price.js';
import { createCapture } from '../traces/capture/capture.js';
import type { Dataset } from '../traces/data/dataset.js';
import { type LoweredTraceOptions, loweredTrace } from '../traces/lowering/lowered-trace.js';
import { engineArithmetic } from '../traces/ops/engine-arithmetic.js';
import type { SgdRule } from '../traces/ops/update.js';
import { lossScaleExponent } from '../traces/training/recipes.js';
import { train } from '../traces/training/train.js';
import {
  carryForward,
  loadEnergy,
  loadRun,
  loadScaling,
  loadTensors,
  loadTraceRecord,
  loadTraining,
} from './carried.js';

export interface TrainStage {
  readonly network: NetworkRecord;
  readonly dataset: Dataset;
  readonly recipe: Recipe;
  readonly unit: string;
  readonly seed: number;
  readonly epochs: number;
  readonly batch: number;
  readonly sgd: SgdRule;
  readonly capturedSteps: number;
  readonly threads: number;
  readonly toolVersion: string;
  readonly progress?: (done: number, total: number, loss: number) => void;
}

/** Trains, and writes trace.json, tensors.jsonl, ops.jsonl, operands and training.json into `folder`. */
export function trainStage(stage: TrainStage, folder: string): TrainingRecord {
  const units = new Map<string, DotProductUnit>();
  const family = unitFamily(stage.unit, '--unit');
  const unitFor = (a: string, b: string): DotProductUnit => {
    const key = `${a} ${b}`;
    const unit = units.get(key) ?? family.resolve(a, b, {}, '--unit');
    units.set(key, unit);
    return unit;
  };
  const capture = createCapture();
  const engine = createEngine({ threads: stage.threads });
  try {
    const result = train({ ...stage, unitFor, arithmetic: engineArithmetic(engine), recorder: capture });
    const { record, network, capturedSteps } = result;
    writeTrace(folder, {
      record: {
        schema: SCHEMAS.trace,
        tool: { name: 'octile', version: stage.toolVersion },
        network: { name: stage.network.name, batch: stage.batch, parameters: network.parameters },
        layers: network.layers.map(({ id, record: layer }) => ({ id, name: id, kind: layer.kind })),
        recipe: stage.recipe,
        units: [...units.values()],
        seed: stage.seed,
        steps: capturedSteps.map((step) => ({ step, lossScaleExponent: lossScaleExponent(stage.recipe) })),
        sampling: { rule: `${capturedSteps.length} of ${record.steps.length} steps, in the middle of equal parts` },
      },
      ops: capture.ops,
      tensors: capture.tensors,
      files: capture.files(),
    });
    writeInside(folder, 'training.json', canonicalText(record));
    return record;
  } finally {
    engine.close();
  }
}

/** Writes a trace of one lowered step into `folder`: shapes, no operands. */
export function lowerStage(options: LoweredTraceOptions, folder: string): void {
  const { record, ops, tensors } = loweredTrace(options);
  writeTrace(folder, { record, ops, tensors: [...tensors.values()], files: new Map() });
}

export interface SimulateStage {
  readonly machine: TileMachine;
  readonly engine: TileEngine;
  readonly activity: ActivitySource;
  /** Numbers of tiles on which the step is timed as well. */
  readonly scaling: readonly number[];
  readonly progress?: (done: number, total: number) => void;
}

/** Writes run.json into `folder`, with what the trace says of itself, and scaling.json where asked. */
export function simulateStage(traceFolder: string, stage: SimulateStage, folder: string): RunRecord {
  const trace = readTrace(traceFolder);
  const run = simulateTrace(trace, stage.machine, stage);
  carryForward(traceFolder, folder);
  writeInside(folder, 'run.json', canonicalText(run));
  if (stage.scaling.length > 0) writeInside(folder, 'scaling.json', canonicalText(scaling(trace, stage)));
  return run;
}

function scaling(trace: Trace, { machine, scaling: tileCounts }: SimulateStage): ScalingRecord {
  const points = tileCounts.map((tiles) => {
    const fewer = withFields(machine, { tiles }, '--scaling');
    const { totals } = simulateTrace(trace, fewer, { engine: 'counted', activity: 'none' });
    return { tiles, cycles: totals.cycles, cyclesByCause: totals.cyclesByCause };
  });
  return { schema: SCHEMAS.scaling, traceSha256: trace.sha256, points };
}

/** Writes energy.json into `folder`, with the run and what the trace says of itself. */
export function priceStage(runFolder: string, technology: Technology, folder: string): EnergyRecord {
  const { record, sha256: runSha256 } = loadRun(runFolder);
  const energy = priceRun(record, runSha256, technology);
  carryForward(runFolder, folder, ['run.json']);
  writeInside(folder, 'energy.json', canonicalText(energy));
  return energy;
}

/** Writes the report of one or more priced runs into `folder`. */
export function reportStage(priced: readonly string[], folder: string): ReportRecord {
  const report = composeStage(priced);
  exportReport(report, (path, content) => writeInside(folder, path, content));
  return report;
}

/** The report of one or more priced runs as a record, written nowhere. */
export function composeStage(priced: readonly string[]): ReportRecord {
  return composeReport(priced.map(loadReportInput));
}

function loadReportInput(folder: string): ReportInput {
  const run = loadRun(folder);
  const energy = loadEnergy(folder);
  const training = loadTraining(folder);
  const scaling = loadScaling(folder);
  return {
    run: run.record,
    runSha256: run.sha256,
    energy: energy.record,
    energySha256: energy.sha256,
    trace: loadTraceRecord(folder).record,
    tensors: loadTensors(folder),
    ...(training === undefined ? {} : { training }),
    ...(scaling === undefined ? {} : { scaling }),
  };
}
