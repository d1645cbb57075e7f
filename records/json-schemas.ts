/** The records between stages as JSON schemas. Apart from their list: the checker takes a while to load. */
import { z } from 'zod';
import { energySchema } from './energy.js';
import type { PublishedRecord } from './kinds.js';
import { machineSchema } from './machine.js';
import { networkSchema } from './network.js';
import { recipeFileSchema } from './recipe.js';
import { reportSchema } from './report.js';
import { runSchema, scalingSchema } from './run.js';
import { SCHEMAS } from './schema.js';
import { sweepSchema } from './sweep.js';
import { technologySchema } from './technology.js';
import { errorsSchema } from './trace/errors.js';
import { opSchema } from './trace/op.js';
import { tensorSchema } from './trace/tensor.js';
import { traceSchema } from './trace/trace.js';
import { trainingSchema } from './trace/training.js';
import { trainingSettingsSchema } from './training-settings.js';
import { unitSchema } from './unit.js';
import { caseFileSchema } from './validation.js';

const RECORDS: Readonly<Record<PublishedRecord, z.ZodType>> = {
  trace: traceSchema,
  op: opSchema,
  tensor: tensorSchema,
  training: trainingSchema,
  errors: errorsSchema,
  'training-settings': trainingSettingsSchema,
  run: runSchema,
  scaling: scalingSchema,
  energy: energySchema,
  report: reportSchema,
  recipe: recipeFileSchema,
  network: networkSchema,
  machine: machineSchema,
  cases: caseFileSchema,
  technology: technologySchema,
  unit: unitSchema,
  sweep: sweepSchema,
};

export function jsonSchema(kind: PublishedRecord): unknown {
  return z.toJSONSchema(RECORDS[kind], { io: 'input' });
}

/** `octile.run/1.0`; empty for lines, whose file has the version. */
export function schemaVersion(kind: PublishedRecord): string {
  const versions: Readonly<Record<string, string>> = SCHEMAS;
  return versions[kind] ?? '';
}
