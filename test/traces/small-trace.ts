/** A small training's trace on disk, read back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { writeTrace } from '../../records/trace/trace-folder.js';
import { unitSource } from '../../records/unit-named.js';
import { traceRecord, unitsOf } from '../../traces/capture/trace-record.js';
import { type SmallRun, trainSmall } from './small-training.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'octile-trace-'));
  folders.push(folder);
  return folder;
}

/** @returns the folder that the trace lies in */
export function smallTrace(run: SmallRun, unit = 'ipu21-amp'): string {
  const units = unitsOf(unitSource(unit, 'test'));
  const unitFor = run.unitFor ?? units.unitFor;
  const { network, capture, capturedSteps, record } = trainSmall({ ...run, unitFor });
  const { recipe } = run;
  const { batch, seed } = record;
  const steps = capturedSteps;
  const folder = temporaryFolder();
  writeTrace(folder, {
    record: traceRecord({ toolVersion: '0', network, batch, recipe, units, seed, steps, sampling: { rule: 'test' } }),
    ops: capture.ops,
    tensors: capture.tensors,
    files: capture.files(),
  });
  return folder;
}
