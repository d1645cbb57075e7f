/**
 * The points of a plan, in its order: blocks one after the other, of each block the axes as a product (the last axis
 * fastest, seeds fastest of all). Left out: what settings are (the caller resolves them).
 */
import { InputError, shown } from '../../models/input-error.js';
import { canonicalLine, type Json, sha256 } from '../../records/json.js';
import type { SweepAxis, SweepPlan } from '../../records/sweep.js';
import type { SweepPoint } from '../../records/sweep-results.js';
import { merged, type Settings, withField } from './fields.js';

/** A point's settings, checked and whole. */
export interface Resolved {
  readonly settings: Settings;
  /** What decides the result, defaults and contents of files in it: points of one identity are one run. */
  readonly identity: Settings;
}

/** @throws InputError naming `where` */
export type Resolve = (settings: Settings, where: string) => Resolved;

/** Most points of a plan. */
const MOST_POINTS = 100_000;

interface Block {
  readonly part: string;
  readonly base: Settings;
  readonly axes: readonly Axis[];
  /** None: the seed that the settings have. */
  readonly seeds: readonly number[] | undefined;
}

interface Axis {
  readonly name: string;
  readonly steps: readonly { readonly label: string; readonly set: Settings }[];
}

/** A step of each axis, as it is chosen. */
interface Chosen {
  readonly keys: Readonly<Record<string, string>>;
  readonly settings: Settings;
}

/**
 * @param where the plan's file, for errors
 * @throws InputError for an axis or a label twice, too many points, and what `resolve` refuses
 */
export function pointsOf(plan: SweepPlan, resolve: Resolve, where: string): SweepPoint[] {
  const blocks = blocksOf(plan, where);
  const total = blocks.reduce((sum, { axes, seeds }) => sum + product(axes) * (seeds?.length ?? 1), 0);
  if (total > MOST_POINTS) throw new InputError(where, `at most ${MOST_POINTS} points`, String(total));
  return blocks.flatMap((block) => blockPoints(block, resolve, where));
}

function product(axes: readonly Axis[]): number {
  return axes.reduce((points, { steps }) => points * steps.length, 1);
}

function blocksOf({ parts, ...plan }: SweepPlan, where: string): Block[] {
  const block = (part: string, { base, axes, seeds }: Pick<SweepPlan, 'base' | 'axes' | 'seeds'>): Block => {
    const place = part === '' ? where : `${where} part ${part}`;
    return {
      part,
      base: merged(settingsOf(plan.base), part === '' ? {} : settingsOf(base)),
      axes: axesOf([...(plan.axes ?? []), ...(part === '' ? [] : (axes ?? []))], place),
      seeds: seedsOf(part === '' ? plan.seeds : (seeds ?? plan.seeds), place),
    };
  };
  if (parts === undefined) return [block('', plan)];
  checkOnce(
    parts.map(({ name }) => name),
    `${where} parts`,
  );
  return parts.map((part) => block(part.name, part));
}

function settingsOf(base: SweepPlan['base']): Settings {
  return (base ?? {}) as Settings;
}

function axesOf(axes: readonly SweepAxis[], where: string): Axis[] {
  const named = axes.map(axisOf);
  checkOnce(
    named.map(({ name }) => name),
    `${where} axes`,
  );
  for (const { name, steps } of named) {
    checkOnce(
      steps.map(({ label }) => label),
      `${where} axis ${shown(name)}`,
    );
  }
  return named;
}

function axisOf(axis: SweepAxis): Axis {
  if ('points' in axis) {
    return { name: axis.name, steps: axis.points.map(({ label, set }) => ({ label, set: set as Settings })) };
  }
  const { field, name, values } = axis;
  return { name: name ?? field, steps: values.map((value) => ({ label: String(value), set: { [field]: value } })) };
}

function seedsOf(seeds: SweepPlan['seeds'], where: string): readonly number[] | undefined {
  if (typeof seeds === 'number') return Array.from({ length: seeds }, (_, i) => i + 1);
  if (seeds !== undefined) checkOnce(seeds.map(String), `${where} seeds`);
  return seeds;
}

function checkOnce(names: readonly string[], where: string): void {
  const again = names.find((name, i) => names.indexOf(name) < i);
  if (again !== undefined) throw new InputError(where, 'each once', `${shown(again)} twice`);
}

function blockPoints({ part, base, axes, seeds }: Block, resolve: Resolve, where: string): SweepPoint[] {
  const place = part === '' ? where : `${where} part ${part}`;
  if (seeds !== undefined && base.seed !== undefined) {
    throw new InputError(`${place} base.seed`, 'no seed beside seeds', shown(base.seed));
  }
  let chosen: Chosen[] = [{ keys: {}, settings: base }];
  for (const axis of axes) chosen = chosen.flatMap((point) => steppedAlong(axis, point, place));
  return chosen.flatMap(({ keys, settings }) =>
    (seeds ?? [undefined]).map((seed) => {
      const seeded = seed === undefined ? settings : { ...settings, seed };
      return point(part, keys, resolve(seeded, pointPlace(place, keys, seed)));
    }),
  );
}

function steppedAlong({ name, steps }: Axis, { keys, settings }: Chosen, where: string): Chosen[] {
  return steps.map(({ label, set }) => {
    const place = `${where} axis ${shown(name)} ${shown(label)}`;
    const fields = Object.entries(set);
    return {
      keys: { ...keys, [name]: label },
      settings: fields.reduce((made, [path, value]) => withField(made, path, value as Json, place), settings),
    };
  });
}

/** How errors name a point: `plan.yaml, bias 12, seed 1`. */
function pointPlace(where: string, keys: Chosen['keys'], seed: number | undefined): string {
  const along = Object.entries(keys).map(([axis, label]) => `${axis} ${label}`);
  return [where, ...along, ...(seed === undefined ? [] : [`seed ${seed}`])].join(', ');
}

function point(part: string, keys: Chosen['keys'], { settings, identity }: Resolved): SweepPoint {
  const seed = typeof settings.seed === 'number' ? settings.seed : 0;
  return { part, keys, seed, hash: sha256(canonicalLine(identity)), settings };
}
