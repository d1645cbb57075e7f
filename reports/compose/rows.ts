/**
 * Runs to rows: those that differ in nothing but the seed are one row, called by a label that was given or by exactly
 * what tells it from the other rows.
 */
import { InputError, shown } from '../../models/input-error.js';
import type { PricedRun, ReportInput } from './input.js';
import { differences, type Setting, settingsOf } from './settings.js';
import { shortened } from './shortened.js';
import { slug } from './slug.js';

/** Beyond this nobody reads a legend. */
const LONGEST_LABEL = 48;

interface Group {
  readonly settings: readonly Setting[];
  readonly runs: PricedRun[];
}

/** In the order of their first runs. @throws InputError for a run twice, and for one label of different runs */
export function rowsOf(runs: readonly PricedRun[]): ReportInput[] {
  refuseTwice(runs, ({ energySha256 }) => energySha256, 'the same priced run');
  const groups = new Map<string, Group>();
  for (const run of runs) {
    const settings = settingsOf(run);
    const key = JSON.stringify([run.givenLabel ?? null, settings.map(({ key, value }) => [key, value])]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { settings, runs: [run] });
    else group.runs.push(run);
  }
  const found = [...groups.values()];
  found.forEach(({ runs: same }) => {
    refuseTwice(same, ({ trace }) => String(trace.seed), 'alike in every setting and the seed');
  });
  refuseMixedLabels(found);
  const labels = uniqueLabels(found);
  return found.map(({ runs: same }, i) => {
    const seeds = [...same].sort((a, b) => a.trace.seed - b.trace.seed);
    return { ...(seeds[0] as PricedRun), label: labels[i] as string, seeds };
  });
}

function refuseTwice(runs: readonly PricedRun[], identity: (run: PricedRun) => string, how: string): void {
  const known = new Map<string, PricedRun>();
  for (const run of runs) {
    const other = known.get(identity(run));
    if (other !== undefined) {
      const got = `${shown(other.where)} and ${shown(run.where)}, ${how}`;
      throw new InputError('report', 'each run once', got, 'name each folder once');
    }
    known.set(identity(run), run);
  }
}

function refuseMixedLabels(groups: readonly Group[]): void {
  const byLabel = new Map<string, Group>();
  for (const group of groups) {
    const label = group.runs[0]?.givenLabel;
    const other = label === undefined ? undefined : byLabel.get(label);
    if (other !== undefined) {
      const keys = differences(other.settings, group.settings).map(({ key }) => key);
      const expected = `runs of the label ${shown(label)} that differ in the seed alone`;
      throw new InputError('report', expected, `runs that differ in ${keys.join(', ')}`, 'give each its own label');
    }
    if (label !== undefined) byLabel.set(label, group);
  }
}

/** No two alike, nor as a part of a file name; what is too long to be read ends in a sign of it. */
function uniqueLabels(groups: readonly Group[]): string[] {
  const used = new Set<string>();
  return cutApart(groups.map((group) => group.runs[0]?.givenLabel ?? labelOf(group, groups))).map((label) => {
    let unique = label;
    for (let i = 2; used.has(slug(unique)); i++) unique = `${label} (${i})`;
    used.add(slug(unique));
    return unique;
  });
}

/** Each as long as can be read; those that begin alike lose their beginning in place of their end. */
function cutApart(labels: readonly string[]): string[] {
  const cut = labels.map((label) => shortened(label, LONGEST_LABEL));
  return labels.map((label, i) => {
    const alike = labels.filter((_, j) => cut[j] === cut[i]);
    const from = Math.max(0, differsAt(alike) - LONGEST_LABEL / 4);
    return alike.length === 1 || from === 0
      ? (cut[i] as string)
      : shortened(`…${[...label].slice(from).join('').trimStart()}`, LONGEST_LABEL);
  });
}

/** The first sign in which texts differ. */
function differsAt(texts: readonly string[]): number {
  const [first = [], ...others] = texts.map((text) => [...text]);
  const at = first.findIndex((sign, i) => others.some((other) => other[i] !== sign));
  return at < 0 ? first.length : at;
}

/** The recipe, and what differs from any other row and is not the same in most: names first, the rarest of them before others. */
function labelOf(group: Group, groups: readonly Group[]): string {
  const differing = new Set(
    groups.flatMap((other) => differences(group.settings, other.settings).map(({ key }) => key)),
  );
  const told = group.settings
    .filter(({ key }) => key !== 'recipe' && differing.has(key))
    .map((setting) => ({ setting, ...heldBy(setting, group, groups) }))
    .filter((held) => !isUsual(held))
    .sort((a, b) => depth(a.setting) - depth(b.setting) || a.like - b.like);
  const [recipe = ''] = group.settings.flatMap(({ key, value }) => (key === 'recipe' ? [value] : []));
  return [recipe, ...told.map(({ setting }) => said(setting))].join(' · ');
}

/** What labels leave out because most rows share it: names, of rows that differ in them; given labels are the user's. */
export function usualSettings(inputs: readonly ReportInput[]): Setting[] {
  if (inputs.some(({ givenLabel }) => givenLabel !== undefined)) return [];
  const groups = inputs.map((input) => ({ settings: settingsOf(input), runs: [] }));
  const usual = groups.flatMap((group) =>
    group.settings.filter((setting) => {
      const held = heldBy(setting, group, groups);
      return setting.key !== 'recipe' && setting.of === undefined && held.like < held.of && isUsual(held);
    }),
  );
  return [...new Map(usual.map((setting) => [setting.key, setting])).values()];
}

/** Whether most of three rows or more have a value. */
function isUsual({ like, of }: { readonly like: number; readonly of: number }): boolean {
  return of >= 3 && like > of / 2;
}

/** Names before their details. */
function depth({ of }: Setting): number {
  return of === undefined ? 0 : 1;
}

/** How many rows have a setting's value, of those that could: a detail's name is theirs too. */
function heldBy({ key, value, of }: Setting, group: Group, groups: readonly Group[]) {
  const valueIn = (key: string | undefined, { settings }: Group) => settings.find((other) => other.key === key)?.value;
  const rows = groups.filter((other) => valueIn(of, other) === valueIn(of, group));
  return { like: rows.filter((other) => valueIn(key, other) === value).length, of: rows.length };
}

/** Names are said alone; numbers, and words that could be anything, after their key. */
function said({ key, value }: Setting): string {
  const named = ['network', 'data', 'machine', 'technology', 'unit'].includes(key) && !/^[\d.,+-]+$/.test(value);
  return named ? value : `${key === 'machine clock' ? 'clock' : key} ${value}`;
}
