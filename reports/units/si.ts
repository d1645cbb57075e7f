/**
 * Values in the unit in which people read them: the only place where a value is scaled. Records
 * keep one unit per quantity; here 0.00123 J becomes 1.23 mJ, 5,400 s becomes 90.0 min.
 * Left out: binary prefixes (KiB) and temperatures, which are shown as they are.
 * Source of the prefixes: BIPM, The International System of Units, 9th edition, table 7.
 */

import { DIGITS, shownNumber } from './number.js';

/** One size that a quantity is shown in; `from` is where it starts to be used, in multiples of itself. */
interface Rung {
  readonly name: string;
  readonly size: number;
  readonly from: number;
}

/** A unit taken apart: `pJ/MAC` is 1e-12 of the base `J`, on the rungs pJ, nJ, …, with the rest `/MAC`. */
interface UnitLadder {
  readonly name: string;
  readonly size: number;
  readonly base: string;
  readonly rest: string;
  readonly rungs: readonly Rung[];
}

const SMALL = { f: 1e-15, p: 1e-12, n: 1e-9, µ: 1e-6, m: 1e-3 } as const;
const LARGE = { k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 } as const;
/** Quantities that come in parts. */
const DIVISIBLE = ['J', 'W', 'Hz', 'V', 'A', 'F', 'Ω', 'm', 'eV'] as const;
/** Quantities that come in wholes: no millibytes. */
const WHOLE = ['B', 'FLOP', 'OP', 'MAC'] as const;

const prefixed = (base: string, prefixes: Readonly<Record<string, number>>): Rung[] =>
  Object.entries(prefixes).map(([prefix, size]) => ({ name: prefix + base, size, from: 1 }));
const one = (base: string): Rung => ({ name: base, size: 1, from: 1 });

/** Seconds turn into minutes only where the number of seconds is hard to read. */
const TIME: readonly Rung[] = [
  ...prefixed('s', SMALL),
  one('s'),
  { name: 'min', size: 60, from: 2 },
  { name: 'h', size: 3600, from: 2 },
  { name: 'd', size: 86_400, from: 2 },
];
const AREA: readonly Rung[] = [
  { name: 'nm²', size: 1e-18, from: 1 },
  { name: 'µm²', size: 1e-12, from: 1 },
  { name: 'mm²', size: 1e-6, from: 0.1 },
];
const LADDERS: ReadonlyMap<string, readonly Rung[]> = new Map([
  ['s', TIME],
  ['m²', AREA],
  ...DIVISIBLE.map((base) => [base, [...prefixed(base, SMALL), one(base), ...prefixed(base, LARGE)]] as const),
  ...WHOLE.map((base) => [base, [one(base), ...prefixed(base, LARGE)]] as const),
]);
/** Shown as they are, however large. */
const UNSCALED = ['%', 'points', '×', 'dB', 'bit', 'bits', 'ulp', '°C', 'nats'];

/** How one axis or column is shown: values are multiplied by `factor` and carry `unit`. */
export interface Scaling {
  readonly factor: number;
  readonly unit: string;
}

/**
 * One scaling for a whole axis or column, so that its largest magnitude reads as 1 to 999.
 *
 * @param values in `unit`; values that are not finite are passed over
 */
export function scalingFor(values: readonly number[], unit: string): Scaling {
  const ladder = parseUnit(unit);
  const largest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  return scalingOn(rungOf(largest * ladder.size, ladder), ladder);
}

/** `1.23 mJ`, `93.12 %`, `12,300 samples/s`; a number without unit stands alone. */
export function forPeople(value: number, unit: string): string {
  const scaling = scalingFor([value], unit);
  return withUnit(shownNumber(scaled(value, scaling), scaling.unit), scaling.unit);
}

/** `1.10–1.40 mJ`, both ends in one unit; `at least` or `at most` where one end is missing. */
export function rangeForPeople(low: number | undefined, high: number | undefined, unit: string): string {
  const scaling = scalingFor(
    [low, high].filter((end) => end !== undefined),
    unit,
  );
  return withUnit(scaledRange(low, high, scaling), scaling.unit);
}

/** Without its unit; empty where there is no range. */
function scaledRange(low: number | undefined, high: number | undefined, scaling: Scaling): string {
  const end = (value: number) => shownNumber(scaled(value, scaling), scaling.unit);
  if (low === undefined && high === undefined) return '';
  if (low === undefined) return `at most ${end(high as number)}`;
  if (high === undefined) return `at least ${end(low)}`;
  return low < 0 || high < 0 ? `${end(low)} to ${end(high)}` : `${end(low)}–${end(high)}`;
}

/** The value in the scaling's unit, without the last-bit noise of the factor. */
export function scaled(value: number, scaling: Scaling): number {
  return Number((value * scaling.factor).toPrecision(14));
}

/** The unit as it is printed: `uJ` is µJ, `um2` is µm². */
export function printedUnit(unit: string): string {
  const ladder = parseUnit(unit);
  return scalingOn({ name: ladder.name, size: ladder.size, from: 0 }, ladder).unit;
}

/** The value in the unit that both sides of a comparison share: `mJ` and `J` have the base `J`. */
export function inBaseUnit(value: number, unit: string): { readonly value: number; readonly unit: string } {
  const ladder = parseUnit(unit);
  return ladder.size === 1
    ? { value, unit: printedUnit(unit) }
    : { value: value * ladder.size, unit: ladder.base + ladder.rest };
}

/** What a value in one unit is multiplied by to be in another of the same quantity: 1e-12 from pJ to J. */
export function unitFactor(from: string, to: string): number {
  return ratio(parseUnit(from).size, parseUnit(to).size);
}

/** The value in another unit of the same quantity, without the last-bit noise of the factor. */
export function inUnit(value: number, from: string, to: string): number {
  return scaled(value, { factor: unitFactor(from, to), unit: to });
}

/** To the base of a unit that has prefixes; undefined for one that has none. */
export function baseScaling(unit: string): Scaling | undefined {
  const ladder = parseUnit(unit);
  return LADDERS.has(ladder.base) ? { factor: ladder.size, unit: ladder.base + ladder.rest } : undefined;
}

/** A value in the base of `unit`, under the prefix of its own decade: 0.00002 J is 20 µJ. */
export function onDecade(value: number, unit: string): { readonly value: number; readonly unit: string } {
  const ladder = parseUnit(unit);
  const rung = rungOf(value, { ...ladder, rungs: ladder.rungs.filter(({ from }) => from === 1) });
  return { value: value * ratio(1, rung.size), unit: rung.name };
}

function scalingOn(rung: Rung, ladder: UnitLadder): Scaling {
  return { factor: ratio(ladder.size, rung.size), unit: rung.name + ladder.rest };
}

/** `from / to` without the last-bit noise of 1e-12 / 1e-3. */
function ratio(from: number, to: number): number {
  return from === to ? 1 : Number((from / to).toPrecision(15));
}

/** The highest rung that the magnitude reaches once it is rounded: 999.9996 mJ is 1 J. */
function rungOf(magnitude: number, ladder: UnitLadder): Rung {
  const own: Rung = { name: ladder.name, size: ladder.size, from: 0 };
  if (magnitude === 0 || ladder.rungs.length === 0) return own;
  const rounded = Number(magnitude.toPrecision(DIGITS));
  const reached = ladder.rungs.filter((rung) => rounded >= rung.from * rung.size * (1 - Number.EPSILON * 4));
  return reached.at(-1) ?? ladder.rungs[0] ?? own;
}

function parseUnit(unit: string): UnitLadder {
  const slash = unit.indexOf('/');
  const [top, rest] = slash < 0 ? [unit, ''] : [unit.slice(0, slash), unit.slice(slash)];
  const name = top
    .replace(/^[uμ](?=[A-Za-z])/, 'µ')
    .replace(/(?<=m)2$/, '²')
    .replace(/^bytes?$/, 'B');
  for (const [base, rungs] of LADDERS) {
    const rung = rungs.find((candidate) => candidate.name === name);
    if (rung !== undefined) return { name, size: rung.size, base, rest, rungs };
  }
  return { name: top, size: 1, base: top, rest, rungs: UNSCALED.includes(top) ? [] : counted(top, rest) };
}

/**
 * Things that are counted, and plain numbers: scaled from a million on, with a space: `1.23 M cycles`. Rates, which are
 * never exact, from ten thousand on: `42.1 k samples/J`.
 */
function counted(name: string, rest: string): Rung[] {
  const spaced = name === '' ? '' : ` ${name}`;
  const large = (['M', 'G', 'T', 'P'] as const).map((prefix) => ({
    name: prefix + spaced,
    size: LARGE[prefix],
    from: 1,
  }));
  const thousands = rest === '' ? [] : [{ name: `k${spaced}`, size: LARGE.k, from: 10 }];
  return [{ name, size: 1, from: 0 }, ...thousands, ...large];
}

function withUnit(number: string, unit: string): string {
  return unit === '' || number === '' ? number : `${number} ${unit}`;
}
