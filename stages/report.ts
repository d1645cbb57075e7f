/** From priced runs, and the runs and traces that they refer to, to a report. */
import { shown } from '../models/input-error.js';
import { writeInside } from '../records/folder.js';
import { type ReportRecord, reportSchema } from '../records/report.js';
import { name, parseRecord } from '../records/schema.js';
import { composeReport } from '../reports/compose/compose.js';
import type { PricedRun } from '../reports/compose/input.js';
import type { ComparedRecipes } from '../reports/compose/recipes/timed-recipe.js';
import type { Figure } from '../reports/export/figure.js';
import { exportReport } from '../reports/export/folder.js';
import { errorsOf, loadEnergy, ofTiles, runOf, scalingOf, tensorsOf, traceOf, trainingOf } from './folders.js';

/** A priced run, and what its row is called where that is not to follow from what differs. */
export interface ReportedFolder {
  readonly folder: string;
  readonly label?: string;
}

/** What a report has beside its runs, and how its charts' files are drawn. */
export interface ReportOptions {
  readonly figure?: Figure | undefined;
  readonly networks?: readonly ComparedRecipes[];
}

/** Writes the report of one or more priced runs into `folder`. */
export function reportStage(
  priced: readonly ReportedFolder[],
  folder: string,
  { figure, networks }: ReportOptions = {},
): ReportRecord {
  const report = composeStage(priced, networks);
  exportReport(report, (path, content) => writeInside(folder, path, content), figure);
  return report;
}

/** The report of one or more priced runs as a record, written nowhere. */
export function composeStage(
  priced: readonly ReportedFolder[],
  networks: readonly ComparedRecipes[] = [],
): ReportRecord {
  const report = composeReport(priced.map(loadPricedRun), networks);
  parseRecord(reportSchema, report, 'report.json');
  return report;
}

function loadPricedRun({ folder, label }: ReportedFolder): PricedRun {
  if (label !== undefined) parseRecord(name, label, `label ${shown(label)}`);
  const energy = loadEnergy(folder);
  const run = ofTiles(runOf(energy));
  const trace = traceOf(run);
  const training = trainingOf(trace);
  const errors = errorsOf(trace);
  const scaling = scalingOf(run);
  return {
    where: folder,
    ...(label === undefined ? {} : { givenLabel: label }),
    run: run.record,
    runSha256: run.sha256,
    energy: energy.record,
    energySha256: energy.sha256,
    trace: trace.record,
    tensors: tensorsOf(trace),
    ...(training === undefined ? {} : { training }),
    ...(errors === undefined ? {} : { errors }),
    ...(scaling === undefined ? {} : { scaling }),
  };
}
