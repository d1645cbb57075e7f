/**
 * A machine's numeric fields by path (`tile.workers`): listing them, and machines with some replaced.
 * Ranges: counts are integers from 1, times (cycles, slots, issues) from 0, efficiencies above 0 to 1.
 */
import { InputError, shown } from '../input-error.js';
import type { TileMachine } from './machine.js';

/** Largest value of any field; the clock is the largest in use. */
export const MOST_FIELD_VALUE = 2 ** 40;

/** Largest number of worker contexts. */
export const MOST_WORKERS = 64;

/** Fields with a largest value of their own. */
const MOST_VALUES: ReadonlyMap<string, number> = new Map([
  ['tile.workers', MOST_WORKERS],
  ['amp.coefficientBanks', 2],
]);

const TIME_FIELD = /(Cycles|Slots|Issues|reservedBytes|interleavedFromByte)$/;
const FRACTION_FIELD = /Efficiency$/;

type Tree = { readonly [key: string]: unknown };

/** Paths of all numeric fields, in the record's order. */
export function numericFields(machine: TileMachine): string[] {
  const { sources: _sources, calibratedOn: _cases, ...tree } = machine;
  return leaves(tree, '');
}

function leaves(tree: Tree, prefix: string): string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    if (typeof value === 'number') return [prefix + key];
    return typeof value === 'object' && value !== null ? leaves(value as Tree, `${prefix}${key}.`) : [];
  });
}

/**
 * The machine with some numeric fields replaced, and their sources.
 *
 * @param fields path → value
 * @param where what an error names
 * @throws InputError for an unknown path, a value out of range, or fields that do not fit together
 */
export function withFields(
  machine: TileMachine,
  fields: Readonly<Record<string, number>>,
  where: string,
  source = 'set by the user',
): TileMachine {
  const known = numericFields(machine);
  let result = machine;
  for (const [path, value] of Object.entries(fields)) {
    if (!known.includes(path)) {
      throw new InputError(where, `a numeric field of ${machine.name}`, shown(path), `fields are ${known.join(', ')}`);
    }
    checkRange(path, value, where);
    result = replaced(result as unknown as Tree, path.split('.'), value) as unknown as TileMachine;
  }
  checkFit(result, where);
  const sources = Object.fromEntries(Object.keys(fields).map((path) => [path, source]));
  const calibrated = Object.entries(machine.calibratedOn).filter(([path]) => !(path in fields));
  return { ...result, sources: { ...machine.sources, ...sources }, calibratedOn: Object.fromEntries(calibrated) };
}

function checkRange(path: string, value: number, where: string): void {
  if (FRACTION_FIELD.test(path)) {
    if (value > 0 && value <= 1) return;
    throw new InputError(`${where}: ${path}`, 'a number above 0, at most 1', shown(value));
  }
  const least = TIME_FIELD.test(path) ? 0 : 1;
  const most = MOST_VALUES.get(path) ?? MOST_FIELD_VALUE;
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new InputError(`${where}: ${path}`, `an integer from ${least} to ${most}`, shown(value));
}

function replaced(tree: Tree, [key = '', ...rest]: readonly string[], value: number): Tree {
  return { ...tree, [key]: rest.length === 0 ? value : replaced(tree[key] as Tree, rest, value) };
}

/** A panel must hold whole inputs of every width for every channel; loads must divide it. */
function checkFit({ amp, tile, gemm, launch, programs }: TileMachine, where: string): void {
  const widest = 4;
  if (amp.coefficientBytes % (amp.outputChannels * widest) !== 0) {
    const expected = `a multiple of ${widest} B × amp.outputChannels (${amp.outputChannels})`;
    throw new InputError(`${where}: amp.coefficientBytes`, expected, shown(amp.coefficientBytes));
  }
  for (const field of ['loadBytes', 'interleavedLoadBytes'] as const) {
    const bytes = tile[field];
    if (bytes % widest === 0 && amp.coefficientBytes % bytes === 0) continue;
    const expected = `a multiple of ${widest} B that divides amp.coefficientBytes (${amp.coefficientBytes})`;
    throw new InputError(`${where}: tile.${field}`, expected, shown(bytes));
  }
  checkIssues(gemm.callIssues, Math.min(gemm.callCycles, gemm.packedCallCycles), `${where}: gemm.callIssues`);
  checkIssues(launch.callIssues, launch.callCycles, `${where}: launch.callIssues`);
  checkIssues(launch.callIssues, programs.layerNorm.callCycles, `${where}: launch.callIssues`);
}

function checkIssues(issues: number, cycles: number, where: string): void {
  if (issues > cycles) throw new InputError(where, `at most the call's ${cycles} cycles`, shown(issues));
}
