/** What a report is built from: the records of one trained, simulated and priced run each. */
import type { EnergyRecord } from '../../records/energy.js';
import type { ScalingRecord, TileRun } from '../../records/run.js';
import type { Recipe } from '../../records/trace/recipe.js';
import type { TensorRecord } from '../../records/trace/tensor.js';
import type { TraceRecord } from '../../records/trace/trace.js';
import type { TrainingRecord } from '../../records/trace/training.js';

export interface ReportInput {
  readonly run: TileRun;
  readonly runSha256: string;
  readonly energy: EnergyRecord;
  readonly energySha256: string;
  readonly trace: TraceRecord;
  readonly tensors: readonly TensorRecord[];
  readonly training?: TrainingRecord;
  readonly scaling?: ScalingRecord;
}

/** How a run is called in tables and legends; runs of one recipe are told apart by number. */
export function labelsOf(inputs: readonly ReportInput[]): string[] {
  const names = inputs.map(({ run }) => run.recipe);
  return names.map((name, i) => (names.filter((other) => other === name).length > 1 ? `${name} (${i + 1})` : name));
}

/** The run that others are compared with: the first whose recipe casts no operand, or the first. */
export function baselineIndex(inputs: readonly ReportInput[]): number {
  return Math.max(
    0,
    inputs.findIndex(({ trace }) => castsNothing(trace.recipe)),
  );
}

function castsNothing({ roles, storage }: Recipe): boolean {
  return [roles.activation, roles.weight, roles.dx, roles.dw].every(({ format }) => format === storage);
}
