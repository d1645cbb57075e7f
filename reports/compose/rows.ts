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
const LONGEST_LABEL = 80;

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
  return groups.map((group) => {
    const label = shortened(group.runs[0]?.givenLabel ?? labelOf(group, groups), LONGEST_LABEL);
    let unique = label;
    for (let i = 2; used.has(slug(unique)); i++) unique = `${label} (${i})`;
    used.add(slug(unique));
    return unique;
  });
}

/** The recipe, and what differs from any other row. */
function labelOf(group: Group, groups: readonly Group[]): string {
  const differing = new Set(
    groups.flatMap((other) => differences(group.settings, other.settings).map(({ key }) => key)),
  );
  const told = group.settings.filter(({ key }) => key === 'recipe' || differing.has(key));
  return told.map(({ key, value }) => (namesItself(key, value) ? value : `${key} ${value}`)).join(' · ');
}

/** Names are said alone; numbers, and words that could be anything, after their key. */
function namesItself(key: string, value: string): boolean {
  return ['recipe', 'network', 'data', 'machine', 'technology', 'unit'].includes(key) && !/^[\d.,+-]+$/.test(value);
}
