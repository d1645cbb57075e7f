/** The records between stages as JSON schemas. Apart from its command: the checker takes a while to load. */
import { z } from 'zod';
import { energySchema } from '../records/energy.js';
import { machineSchema } from '../records/machine.js';
import { networkSchema } from '../records/network.js';
import { reportSchema } from '../records/report.js';
import { runSchema, scalingSchema } from '../records/run.js';
import { SCHEMAS } from '../records/schema.js';
import { opSchema } from '../records/trace/op.js';
import { tensorSchema } from '../records/trace/tensor.js';
import { traceSchema } from '../records/trace/trace.js';
import { trainingSchema } from '../records/trace/training.js';
import { unitSchema } from '../records/unit.js';
import type { RecordName } from './commands/schemas.js';

const RECORDS: Readonly<Record<RecordName, z.ZodType>> = {
  trace: traceSchema,
  op: opSchema,
  tensor: tensorSchema,
  training: trainingSchema,
  run: runSchema,
  scaling: scalingSchema,
  energy: energySchema,
  report: reportSchema,
  network: networkSchema,
  machine: machineSchema,
  unit: unitSchema,
};

export function jsonSchema(name: RecordName): unknown {
  return z.toJSONSchema(RECORDS[name]);
}

/** `octile.run/1.0`; empty for lines, whose file has the version. */
export function schemaVersion(name: RecordName): string {
  const versions: Readonly<Record<string, string>> = SCHEMAS;
  return versions[name] ?? '';
}
