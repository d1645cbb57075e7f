/** From priced runs, and the runs and traces that they refer to, to a report. */
import { writeInside } from '../records/folder.js';
import type { ReportRecord } from '../records/report.js';
import { composeReport } from '../reports/compose/compose.js';
import type { ReportInput } from '../reports/compose/input.js';
import { exportReport } from '../reports/export/folder.js';
import { loadEnergy, ofTiles, runOf, scalingOf, tensorsOf, traceOf, trainingOf } from './folders.js';

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
  const energy = loadEnergy(folder);
  const run = ofTiles(runOf(energy));
  const trace = traceOf(run);
  const training = trainingOf(trace);
  const scaling = scalingOf(run);
  return {
    run: run.record,
    runSha256: run.sha256,
    energy: energy.record,
    energySha256: energy.sha256,
    trace: trace.record,
    tensors: tensorsOf(trace),
    ...(training === undefined ? {} : { training }),
    ...(scaling === undefined ? {} : { scaling }),
  };
}
