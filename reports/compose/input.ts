/**
 * What a report is built from: the records of trained, simulated and priced runs, one run a seed; and its rows, the
 * runs that differ in nothing but the seed.
 */
import type { EnergyRecord } from '../../records/energy.js';
import type { ScalingRecord, TileRun } from '../../records/run.js';
import type { ErrorsRecord } from '../../records/trace/errors.js';
import type { Recipe } from '../../records/trace/recipe.js';
import type { TensorRecord } from '../../records/trace/tensor.js';
import type { TraceRecord } from '../../records/trace/trace.js';
import type { TrainingRecord } from '../../records/trace/training.js';

export interface PricedRun {
  /** What an error names: its folder. */
  readonly where: string;
  readonly givenLabel?: string;
  readonly run: TileRun;
  readonly runSha256: string;
  readonly energy: EnergyRecord;
  readonly energySha256: string;
  readonly trace: TraceRecord;
  readonly tensors: readonly TensorRecord[];
  readonly training?: TrainingRecord;
  readonly errors?: ErrorsRecord;
  readonly scaling?: ScalingRecord;
}

/** A row: its first run, which charts and tables of single ops show, and all of them, by seed. */
export interface ReportInput extends PricedRun {
  readonly label: string;
  readonly seeds: readonly PricedRun[];
}

/** Where one run stands for a row of several: which. */
export function seedNote({ seeds, trace }: ReportInput): string {
  return seeds.length === 1 ? '' : ` (seed ${trace.seed})`;
}

/** Rows by the names of their first runs, for what is shown of one run alone. */
export function firstRuns(inputs: readonly ReportInput[]): ReportInput[] {
  return inputs.map((input) => ({ ...input, label: `${input.label}${seedNote(input)}` }));
}

/** Behind the caption of what is a mean over seeds. */
export function meansNote(inputs: readonly ReportInput[]): string {
  return inputs.some(({ seeds }) => seeds.length > 1) ? '; means over the seeds' : '';
}

/** How rows are called in tables and legends. */
export function labelsOf(inputs: readonly ReportInput[]): string[] {
  return inputs.map(({ label }) => label);
}

/** The row that others are compared with: the first whose recipe casts no operand, or the first. */
export function baselineIndex(inputs: readonly ReportInput[]): number {
  return Math.max(
    0,
    inputs.findIndex(({ trace }) => castsNothing(trace.recipe)),
  );
}

function castsNothing({ roles, storage }: Recipe): boolean {
  return [roles.activation, roles.weight, roles.dx, roles.dw].every(({ format }) => format === storage);
}
