/** Data sets by name: `strokes`, or a loader and the place of its files, `mnist:FOLDER`. */
import { InputError, shown } from '../../models/input-error.js';
import { type Dataset, PARTS, type Part } from './dataset.js';
import { loadMnist } from './idx.js';
import { imageDataset } from './images.js';
import { strokesDataset } from './strokes.js';

/** Examples of a generated data set; those of files are what the files hold. */
export type DatasetSizes = Readonly<Partial<Record<Part, number | undefined>>>;

/** A data set as `datasetUsage` spells it, and what errors name of it. */
export interface DatasetRequest {
  readonly dataset: string;
  readonly sizes: DatasetSizes;
  readonly seed: number;
  readonly where: Readonly<Record<'dataset' | Part, string>>;
}

interface Loader {
  readonly name: string;
  /** What follows the name behind a colon; none where the data are generated. */
  readonly argument: string | undefined;
  readonly summary: string;
  readonly load: (argument: string, sizes: DatasetSizes, seed: number) => Dataset;
}

/** Of the shipped data set: enough to tell formats apart, little enough for a demonstration. */
export const STROKES = { train: 6000, test: 2000, most: 1_000_000 } as const;

export const DATASETS: readonly Loader[] = [
  {
    name: 'strokes',
    argument: undefined,
    summary: 'generated digits, shipped',
    load: (_, { train = STROKES.train, test = STROKES.test }, seed) => imageDataset(strokesDataset(train, test, seed)),
  },
  {
    name: 'mnist',
    argument: 'FOLDER',
    summary: 'IDX files, gzip or not',
    load: (folder) => imageDataset(loadMnist(folder)),
  },
];

/** As people write it: `mnist:FOLDER`. */
export function datasetUsage({ name, argument }: Loader): string {
  return argument === undefined ? name : `${name}:${argument}`;
}

/** @throws InputError for an unknown name, sizes that the files set, files that are not there or not as they should be */
export function loadDataset({ dataset, sizes, seed, where }: DatasetRequest): Dataset {
  const { loader, argument } = datasetOf(dataset, where.dataset);
  if (loader.argument === undefined) return loader.load('', sizes, seed);
  for (const part of PARTS) {
    if (sizes[part] === undefined) continue;
    const expected = `nothing beside ${where.dataset} ${datasetUsage(loader)}`;
    throw new InputError(where[part], expected, String(sizes[part]));
  }
  return loader.load(argument, sizes, seed);
}

/** Files and folders that loading a data set reads. */
export function datasetInputs(text: string, where: string): string[] {
  const { loader, argument } = datasetOf(text, where);
  return loader.argument === undefined ? [] : [argument];
}

function datasetOf(text: string, where: string): { readonly loader: Loader; readonly argument: string } {
  const [name, ...rest] = text.split(':');
  const argument = rest.join(':');
  const loader = DATASETS.find((candidate) => candidate.name === name);
  if (loader !== undefined && (loader.argument === undefined ? rest.length === 0 : argument !== '')) {
    return { loader, argument };
  }
  throw new InputError(where, DATASETS.map(datasetUsage).join(' or '), shown(text));
}
