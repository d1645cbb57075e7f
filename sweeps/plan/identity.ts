/**
 * What decides a training's result, without a path: the graph for the network's name, the recipe for its name, digests
 * for files. Left out: the data that a generator makes (settings decide them), steps that are captured (they change no
 * result).
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from '../../records/folder.js';
import { sha256 } from '../../records/json.js';
import { isWrittenFile } from '../../records/text-record.js';
import type { TrainingSettings } from '../../records/training-settings.js';
import type { Training } from '../../stages/training.js';
import { datasetInputs } from '../../traces/data/datasets.js';
import type { Settings } from './fields.js';

/** @param digests of files and folders that were read before, by path; it is added to */
export function identityOf(
  settings: TrainingSettings,
  { network, recipe, optimiser, epochs, steps }: Omit<Training, 'dataset'>,
  digests: Map<string, string>,
): Settings {
  const { capture: _, schema: _schema, data, unit, ...rest } = settings;
  const digest = (path: string) => {
    const known = digests.get(path) ?? digestOf(path);
    digests.set(path, known);
    return known;
  };
  return {
    ...rest,
    ...(steps === undefined ? { epochs } : { steps }),
    network,
    recipe,
    optimiser,
    unit: isWrittenFile(unit) ? digest(unit) : unit,
    data: datasetInputs(data, 'data').reduce((text, path) => text.replace(path, digest(path)), data),
  } as unknown as Settings;
}

/** SHA-256 of a file; of a folder that of its files' names and digests. */
function digestOf(path: string): string {
  if (!statSync(path).isDirectory()) return sha256(readBytes(path));
  const names = readdirSync(path).sort();
  const files = names.filter((name) => statSync(join(path, name)).isFile());
  return sha256(files.map((name) => `${name} ${sha256(readBytes(join(path, name)))}\n`).join(''));
}
