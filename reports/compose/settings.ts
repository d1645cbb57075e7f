/**
 * What a run was made with, as names and values: two runs are the same experiment where all agree, and are told apart
 * by those that do not. A detail belongs to a name (`tile.workers` to the machine's) and tells runs apart only where
 * the names agree. Left out: the seed.
 */
import type { RoleRule } from '../../records/trace/recipe.js';
import { scheduleText } from '../../traces/training/learning-rate.js';
import { lossScalingText, scalingText } from '../../traces/training/recipe-text.js';
import { shortName } from '../units/format-name.js';
import { exactNumber } from '../units/number.js';
import { inUnit } from '../units/si.js';
import type { PricedRun } from './input.js';

/** What a setting bears on: a comparison assumes some of them equal. */
export const ASPECTS = ['arithmetic', 'work', 'training', 'machine', 'price', 'method'] as const;
export type Aspect = (typeof ASPECTS)[number];

export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly aspect: Aspect;
  /** The key of the setting that this one is a detail of. */
  readonly of?: string;
}

/** What stands for the data of a run that was not trained. */
const UNTRAINED = 'untrained';

/** Names first, each followed by its details. */
export function settingsOf(run: PricedRun): Setting[] {
  return [
    ...arithmeticSettings(run),
    ...workSettings(run),
    ...trainingSettings(run),
    ...machineSettings(run),
    ...priceSettings(run),
    ...methodSettings(run),
  ];
}

/** Keys in which two runs differ; a detail only where its name agrees, and where both have it. */
export function differences(a: readonly Setting[], b: readonly Setting[]): Setting[] {
  const others = new Map(b.map((setting) => [setting.key, setting.value]));
  const differs = ({ key, value }: Setting) => others.has(key) && others.get(key) !== value;
  const names = new Set(a.filter(differs).map(({ key }) => key));
  return a.filter((setting) => differs(setting) && (setting.of === undefined || !names.has(setting.of)));
}

function arithmeticSettings({ trace }: PricedRun): Setting[] {
  const { name, roles, lossScaling, ...recipe } = trace.recipe;
  const names = [...new Set(trace.units.map(({ family, named }) => named ?? family))].sort();
  const units = trace.units.map(({ family: _, named: __, aFormat, bFormat, ...unit }) =>
    details('unit', 'arithmetic', leaves(unit, `${aFormat} × ${bFormat}`)),
  );
  return [
    { key: 'recipe', value: name, aspect: 'arithmetic' },
    ...details('recipe', 'arithmetic', [
      ...ROLE_NAMES.map(([role, called]): [string, string] => [called, ruleText(roles[role])]),
      ['loss scale', lossScalingText(lossScaling)],
      ...leaves(recipe).map(([path, value]): [string, string] => [words(path), value]),
    ]),
    { key: 'unit', value: names.join(' + '), aspect: 'arithmetic' },
    ...units.flat(),
  ];
}

const ROLE_NAMES = [
  ['activation', 'activations'],
  ['weight', 'weights'],
  ['dx', 'dx'],
  ['dw', 'dw'],
] as const;

/** `f143 × 2^-2`; how it rounds and clips only where that is not to nearest even and to the largest value. */
function ruleText({ format, scaling, rounding, overflow }: RoleRule): string {
  const other = [rounding === 'nearest-even' ? '' : ` ${rounding}`, overflow === 'saturate' ? '' : ` ${overflow}`];
  return `${shortName(format)}${scalingText(scaling)}${other.join('')}`;
}

function workSettings({ run, trace }: PricedRun): Setting[] {
  const { usefulMacs } = run.totals.counts;
  return [
    { key: 'network', value: run.network.name, aspect: 'work' },
    ...details('network', 'work', [
      ['parameters', exactNumber(trace.network.parameters)],
      ['MACs a sample', exactNumber(usefulMacs / run.totals.samples)],
    ]),
    { key: 'batch', value: exactNumber(run.network.batch), aspect: 'work' },
  ];
}

function trainingSettings({ training }: PricedRun): Setting[] {
  if (training === undefined) return [{ key: 'data', value: UNTRAINED, aspect: 'training' }];
  const { dataset, epochs, steps, optimiser, schedule, clipNorm, microBatches = 1 } = training;
  const { kind, ...rates } = optimiser;
  const examples = dataset.labelled === 'character' ? 'windows' : 'images';
  const rule = leaves(rates).map(([path, value]) => ({ key: words(path), value, aspect: 'training' as const }));
  return [
    { key: 'data', value: dataset.name, aspect: 'training' },
    ...details('data', 'training', [
      [`${examples} to train on`, exactNumber(dataset.train)],
      [`test ${examples}`, exactNumber(dataset.test)],
    ]),
    epochs === undefined
      ? { key: 'steps', value: exactNumber(steps.length), aspect: 'training' }
      : { key: 'epochs', value: exactNumber(epochs), aspect: 'training' },
    { key: 'optimiser', value: kind, aspect: 'training' },
    ...rule,
    { key: 'schedule', value: scheduleText(schedule), aspect: 'training' },
    { key: 'clip norm', value: clipNorm === undefined ? 'none' : exactNumber(clipNorm), aspect: 'training' },
    ...details('batch', 'training', [['micro-batches', exactNumber(microBatches)]]),
  ];
}

function machineSettings({ run }: PricedRun): Setting[] {
  return [
    { key: 'machine', value: run.machine.name, aspect: 'machine' },
    ...details('machine', 'machine', leaves(numbersOf(run.machine))),
  ];
}

/** A machine without what is said of its numbers. */
export function numbersOf(machine: PricedRun['run']['machine']): object {
  const { name, summary, kind, sources, bases, calibratedOn, ...numbers } = machine;
  return numbers;
}

function priceSettings({ energy, run }: PricedRun): Setting[] {
  const figures = energy.entries.map(
    ({ action, eachPj: { low, value, high } }) =>
      [action, `${[low, value, high].map((end) => exactNumber(end)).join('–')} pJ`] as const,
  );
  return [
    { key: 'technology', value: energy.technology.name, aspect: 'price' },
    ...details('technology', 'price', figures),
    { key: 'activity', value: run.activity, aspect: 'price' },
  ];
}

function methodSettings({ run, trace }: PricedRun): Setting[] {
  return [
    { key: 'engine', value: run.engine, aspect: 'method' },
    { key: 'captured steps', value: exactNumber(run.steps), aspect: 'method' },
    { key: 'octile', value: trace.tool.version, aspect: 'method' },
  ];
}

function details(of: string, aspect: Aspect, pairs: readonly (readonly [string, string])[]): Setting[] {
  return pairs.map(([key, value]) => ({ key, value, aspect, of }));
}

/** The numbers and words of a record, each with its path: `tile.workers`. */
export function leaves(record: object, path = ''): [string, string][] {
  return Object.entries(record).flatMap(([key, value]): [string, string][] => {
    const at = path === '' ? key : `${path}.${key}`;
    if (value !== null && typeof value === 'object') return leaves(value, at);
    return [typeof value === 'number' ? numberLeaf(at, value) : [at, String(value)]];
  });
}

/** A frequency says its unit behind the number, not in its name; an energy table has a clock too. */
function numberLeaf(path: string, value: number): [string, string] {
  if (path !== 'clockHz') return [path, exactNumber(value)];
  return ['machine clock', `${exactNumber(inUnit(value, 'Hz', 'GHz'))} GHz`];
}

/** `learningRate` as `learning rate`. */
function words(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}
