/** Measured cases beside what is simulated: a record, and in a folder with its figure. */
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import { readText, writeInside } from '../records/folder.js';
import { canonicalText, parseJson } from '../records/json.js';
import type { Validation } from '../records/validation.js';
import { chartPng, chartSvg } from '../reports/export/charts.js';
import { chartCsv } from '../reports/export/csv.js';
import { validationChart } from '../reports/validation/chart.js';
import { type Calibration, validateCycles } from '../reports/validation/validate.js';

/** @param path a JSON file of measured cases @throws InputError naming the file and the case */
export function validateStage(path: string, machine: TileMachine, calibration: Calibration): Validation {
  return validateCycles(parseJson(readText(path), path), machine, calibration, path);
}

/** Writes the record and its figure (PNG, SVG, CSV) into `folder`. */
export function writeValidation(validation: Validation, folder: string): Validation {
  const chart = validationChart(validation);
  writeInside(folder, 'validation.json', canonicalText(validation));
  writeInside(folder, `${chart.id}.png`, chartPng(chart));
  writeInside(folder, `${chart.id}.svg`, chartSvg(chart));
  writeInside(folder, `${chart.id}.csv`, chartCsv(chart));
  return validation;
}
