/** From a trace and a machine to a run, in a folder that refers to the trace. */
import { InputError } from '../models/input-error.js';
import { withFields } from '../models/machines/fields.js';
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import { parseScaling, parseWholeRun, writeRecord } from '../records/checked.js';
import type { ActivitySource, RunRecord, ScalingRecord, TileRun } from '../records/run.js';
import { SCHEMAS } from '../records/schema.js';
import { readTrace, type Trace } from '../records/trace/trace-folder.js';
import { createEngine } from '../sim/arithmetic/kernels/engine.js';
import { simulateTrace } from '../sim/array/simulate.js';
import type { TileEngine } from '../sim/array/tile-runner.js';
import { type SourceRule, writeSource } from './folders.js';

export interface SimulateStage {
  readonly machine: TileMachine;
  readonly engine: TileEngine;
  readonly activity: ActivitySource;
  /** Numbers of tiles on which the step is timed as well; those whose SRAM does not hold it are refused, or left out. */
  readonly scaling: readonly number[];
  readonly tooFewTiles?: 'refused' | 'left-out';
  /** What an error of these numbers names. */
  readonly scalingWhere?: string;
  readonly source: SourceRule;
  /** Whether changes at the AMP's units are sampled in each product; not unless said. */
  readonly gates?: 'sampled' | 'none';
  readonly progress?: (done: number, total: number) => void;
}

/** Writes run.json into `folder`, where its trace lies (unless that is `folder`), and scaling.json where asked. */
export function simulateStage(traceFolder: string, stage: SimulateStage, folder: string): TileRun {
  const trace = readTrace(traceFolder);
  const run = sampledRun(trace, stage);
  if (traceFolder !== folder) writeSource(traceFolder, folder, stage.source);
  writeRecord<RunRecord>(folder, 'run.json', run, parseWholeRun);
  if (stage.scaling.length > 0) writeRecord(folder, 'scaling.json', scaling(trace, stage), parseScaling);
  return run;
}

/** Windows of a product, and cycles of each: with 128 units side by side some 500,000 multiply-accumulates of fp8. */
const UNIT_WINDOWS = { windows: 4, cycles: 136 };

function sampledRun(trace: Trace, stage: SimulateStage): TileRun {
  if (stage.gates !== 'sampled') return simulateTrace(trace, stage.machine, stage);
  const engine = createEngine({ threads: 1 });
  try {
    return simulateTrace(trace, stage.machine, { ...stage, unitSampling: { ...UNIT_WINDOWS, engine } });
  } finally {
    engine.close();
  }
}

/** Each a quarter of the one before, down to eight tiles. */
export function scalingTiles(tiles: number): number[] {
  const counts = [tiles];
  while ((counts[0] as number) >= 32) counts.unshift(Math.floor((counts[0] as number) / 4));
  return counts;
}

function scaling(trace: Trace, stage: SimulateStage): ScalingRecord {
  const { machine, scaling: tileCounts, tooFewTiles, scalingWhere = 'scaling' } = stage;
  const points = tileCounts.flatMap((tiles) => {
    try {
      const fewer = withFields(machine, { tiles }, scalingWhere);
      const { totals } = simulateTrace(trace, fewer, { engine: 'counted', activity: 'none' });
      return [{ tiles, cycles: totals.cycles, cyclesByCause: totals.cyclesByCause }];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      if (tooFewTiles === 'left-out') return [];
      throw new InputError(`${scalingWhere} ${tiles}: ${error.where}`, error.expected, error.got, error.remedy);
    }
  });
  return { schema: SCHEMAS.scaling, traceSha256: trace.sha256, points };
}
