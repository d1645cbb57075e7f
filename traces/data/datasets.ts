/** Data sets by name: `strokes`, or a loader and the place of its files with choices behind it, `cifar10:FOLDER:crop=16`. */
import { numberOf, oneOf, wholeNumber } from '../../models/input-checks.js';
import { InputError, shown } from '../../models/input-error.js';
import { loadCifar10 } from './cifar10.js';
import { type Dataset, PARTS, type Part } from './dataset.js';
import { loadMnist } from './idx.js';
import { imageDataset } from './images.js';
import { strokesDataset } from './strokes.js';
import { loadText } from './text.js';
import { MOVED } from './views.js';

/** Examples of each part: of generated data so many are made, of files the first so many are taken. */
export type DatasetSizes = Readonly<Partial<Record<Part, number | undefined>>>;

/** A data set as `datasetUsage` spells it, and what errors name of it. */
export interface DatasetRequest {
  readonly dataset: string;
  readonly sizes: DatasetSizes;
  readonly seed: number;
  /** Tokens of an example, as the network reads them; none of networks on images. */
  readonly sequence?: number | undefined;
  readonly where: Readonly<Record<'dataset' | Part, string>>;
}

/** What a loader gets. */
interface LoadRequest extends Omit<DatasetRequest, 'dataset' | 'where'> {
  readonly argument: string;
  readonly choices: Choices;
  /** Of the data set, and of its choices. */
  readonly where: string;
}

/** What stands behind the place, by name. */
type Choices = Readonly<Record<string, string>>;

interface Loader {
  readonly name: string;
  /** What follows the name behind a colon; none where the data are generated. */
  readonly argument: string | undefined;
  readonly summary: string;
  /** Names of choices, and how their values are written. */
  readonly choices: Choices;
  readonly load: (request: LoadRequest) => Dataset;
}

/** Of the shipped data set: enough to tell formats apart, little enough for a demonstration. */
export const STROKES = { train: 6000, test: 2000, most: 1_000_000 } as const;

/** Least and largest side of a crop: a ResNet for CIFAR-10 halves it twice; 32 is the whole image. */
const CROPS = [4, 31] as const;

export const DATASETS: readonly Loader[] = [
  {
    name: 'strokes',
    argument: undefined,
    summary: 'generated digits, shipped',
    choices: {},
    load: ({ sizes: { train = STROKES.train, test = STROKES.test }, seed }) =>
      imageDataset(strokesDataset(train, test, seed)),
  },
  {
    name: 'mnist',
    argument: 'FOLDER',
    summary: 'IDX files, gzip or not',
    choices: {},
    load: ({ argument }) => imageDataset(loadMnist(argument)),
  },
  {
    name: 'cifar10',
    argument: 'FOLDER',
    summary:
      'the binary version, gzip or not; crop: squares from the centre; crop-flip: moved and mirrored in training',
    choices: { crop: 'SIDE', augment: MOVED.join('|') },
    load: ({ argument, choices, seed, where }) => {
      const side = choices.crop === undefined ? {} : { side: wholeNumber(where, numberOf(choices.crop), ...CROPS) };
      const augment = choices.augment === undefined ? 'none' : oneOf(where, MOVED, choices.augment);
      const sets = loadCifar10(argument);
      return imageDataset({ ...sets, name: ['cifar10', ...spelled(choices)].join(':') }, { ...side, augment, seed });
    },
  },
  {
    name: 'text',
    argument: 'FILE',
    summary: 'characters of a text in UTF-8, gzip or not',
    choices: {},
    load: ({ argument, sequence, seed, where }) => {
      if (sequence === undefined) throw new InputError(where, 'images, as the network reads them', 'a text');
      return loadText(argument, { sequence, seed });
    },
  },
];

/** As people write it: `mnist:FOLDER`, and in brackets what may stand behind it. */
export function datasetUsage({ name, argument, choices }: Loader): string {
  const behind = spelled(choices).map((choice) => `[:${choice}]`);
  return argument === undefined ? name : `${name}:${argument}${behind.join('')}`;
}

function spelled(choices: Choices): string[] {
  return Object.entries(choices).map(([name, value]) => `${name}=${value}`);
}

/** @throws InputError for an unknown name, sizes above what files hold, files that are not there or not as they should be */
export function loadDataset({ dataset, where, ...request }: DatasetRequest): Dataset {
  const { loader, argument, choices } = datasetOf(dataset, where.dataset);
  const loaded = loader.load({ ...request, argument, choices, where: where.dataset });
  return loader.argument === undefined ? loaded : firstOf(loaded, request.sizes, where);
}

/** The first examples of each part. */
function firstOf(dataset: Dataset, sizes: DatasetSizes, where: DatasetRequest['where']): Dataset {
  for (const part of PARTS) {
    const [asked, there] = [sizes[part], dataset.sizes[part]];
    if (asked !== undefined && asked > there) {
      throw new InputError(where[part], `at most the ${there} examples of ${dataset.name}`, String(asked));
    }
  }
  const { train = dataset.sizes.train, test = dataset.sizes.test } = sizes;
  return { ...dataset, sizes: { train, test } };
}

/** Files and folders that loading a data set reads. */
export function datasetInputs(text: string, where: string): string[] {
  const { loader, argument } = datasetOf(text, where);
  return loader.argument === undefined ? [] : [argument];
}

interface Spelled {
  readonly loader: Loader;
  readonly argument: string;
  readonly choices: Choices;
}

/** A place may have colons: choices are what stands behind it as `key=value`. */
function datasetOf(text: string, where: string): Spelled {
  const [name, first = '', ...rest] = text.split(':');
  const from = rest.findIndex((part) => /^[a-z]+=/.test(part));
  const place = from < 0 ? rest : rest.slice(0, from);
  const argument = [first, ...place].join(':');
  const loader = DATASETS.find((candidate) => candidate.name === name);
  if (loader !== undefined && (loader.argument === undefined ? text === name : argument !== '')) {
    return { loader, argument, choices: choicesOf(loader, rest.slice(place.length), where) };
  }
  throw new InputError(where, DATASETS.map(datasetUsage).join(' or '), shown(text));
}

function choicesOf(loader: Loader, parts: readonly string[], where: string): Choices {
  const choices: Record<string, string> = {};
  for (const part of parts) {
    const [key = '', ...value] = part.split('=');
    if (loader.choices[key] === undefined || choices[key] !== undefined || value.length !== 1) {
      throw new InputError(where, `${datasetUsage(loader)}, each once`, shown(part));
    }
    choices[key] = value[0] as string;
  }
  return choices;
}
