/**
 * Records as wholes: by their schema, and then whether they agree with themselves. What is read is held against them,
 * and what is written too, so that no stage writes what the next one refuses.
 */
import { checkEnergy } from './check-energy.js';
import { checkRun } from './check-run.js';
import { type EnergyRecord, energySchema } from './energy.js';
import { writeInside } from './folder.js';
import { canonicalText } from './json.js';
import { parseRun, type RunRecord, type ScalingRecord, scalingSchema } from './run.js';
import { parseRecord } from './schema.js';
import { checkTraining } from './trace/check-training.js';
import { type ErrorsRecord, errorsSchema } from './trace/errors.js';
import { type TrainingRecord, trainingSchema } from './trace/training.js';

/** @throws InputError naming file and field */
export type ParseRecord<T> = (value: unknown, where: string) => T;

export const parseWholeRun: ParseRecord<RunRecord> = (value, where) => {
  const run = parseRun(value, where);
  checkRun(run, where);
  return run;
};

export const parseEnergy: ParseRecord<EnergyRecord> = (value, where) => {
  const energy = parseRecord(energySchema, value, where);
  checkEnergy(energy, where);
  return energy;
};

export const parseTraining: ParseRecord<TrainingRecord> = (value, where) => {
  const training = parseRecord(trainingSchema, value, where);
  checkTraining(training, where);
  return training;
};

export const parseErrors: ParseRecord<ErrorsRecord> = (value, where) => parseRecord(errorsSchema, value, where);

export const parseScaling: ParseRecord<ScalingRecord> = (value, where) => parseRecord(scalingSchema, value, where);

/** Writes a record into a folder that is being filled, as `parse` takes it. */
export function writeRecord<T>(folder: string, name: string, record: T, parse: ParseRecord<T>): void {
  writeInside(folder, name, checkedText(name, record, parse));
}

/** A record as its file has it. @throws InputError where the file would be refused */
export function checkedText<T>(name: string, record: T, parse: ParseRecord<T>): string {
  parse(record, name);
  return canonicalText(record);
}
