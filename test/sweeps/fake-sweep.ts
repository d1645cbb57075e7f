/** Sweeps whose points take a moment and give a result that follows from their settings: what is run, how often, and how it ends. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalLine } from '../../records/json.js';
import type { SweepPoints } from '../../records/sweep-results.js';
import { distFile } from '../../runtime/dist.js';

/** Points with settings {index, delayMs}. */
export function fakePoints(count: number, delayMs: number, tool = '1'): SweepPoints {
  const points = Array.from({ length: count }, (_, index) => {
    const settings = { index, delayMs };
    const hash = createHash('sha256').update(canonicalLine(settings)).digest('hex');
    return { part: '', keys: { index: String(index) }, seed: 1, hash, settings };
  });
  return { schema: 'octile.sweep-points/1.0', name: 'fake', tool, axes: ['index'], points };
}

/** An entry file of workers, which waits `delayMs`, notes the point's number in `log`, and answers `index` right of 100. */
export function fakeWorker(folder: string): { readonly entry: URL; readonly log: string } {
  const [path, log] = [join(folder, 'fake.worker.mjs'), join(folder, 'begun.log')];
  writeFileSync(log, '');
  writeFileSync(
    path,
    `import { appendFileSync } from 'node:fs';
import { servePoints } from ${JSON.stringify(distFile('sweeps/run/serve.js').href)};
servePoints(({ index, delayMs }, progress) => {
  appendFileSync(${JSON.stringify(log)}, index + '\\n');
  progress(0.5);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delayMs);
  if (index === 13) return { kind: 'refused', reason: 'expected another number, got 13' };
  if (index === 666) throw new Error('a fault');
  const evaluation = { correct: index, total: 100, loss: index / 8 };
  return { kind: 'trained', evaluation, finalLoss: index / 4, lossCurve: [{ step: 0, loss: 1 }], steps: 3, divergedAtStep: null, skippedSteps: 0, lastLossScaleExponent: 0, casts: [] };
});
`,
  );
  return { entry: new URL(`file://${path}`), log };
}

/** Runs the points in a process of its own; it answers with the process. */
export function sweepProcess(folder: string, points: SweepPoints, entry: URL, workers: number) {
  const script = `import { runSweep } from ${JSON.stringify(distFile('sweeps/run/run-sweep.js').href)};
await runSweep({ points: ${JSON.stringify(points)}, folder: ${JSON.stringify(folder)}, where: '--out', workers: ${workers}, progress: () => {}, entry: new URL(${JSON.stringify(entry.href)}) });`;
  const path = `${folder}.mjs`;
  writeFileSync(path, script);
  return spawn(process.execPath, [path], { stdio: ['ignore', 'ignore', 'pipe'] });
}
