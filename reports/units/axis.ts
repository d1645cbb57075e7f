/** Axes and headings: one unit for all that stands on an axis or in a column, and the text of its ticks. */
import { superscript, tickNumber } from './number.js';
import { baseScaling, onDecade, printedUnit, type Scaling, scalingFor } from './si.js';

/** A numeric axis: its scaling, and the text of a tick at a value that is already scaled. */
export interface AxisScaling extends Scaling {
  readonly tick: (value: number) => string;
}

/** Above this span a logarithmic axis names the unit at each tick (1 pJ … 1 mJ) in place of one prefix. */
const WIDE_SPAN = 1e4;

/** One prefix for a linear axis; for a logarithmic one too, unless it spans more than four decades. */
export function axisScaling(values: readonly number[], unit: string, scale: 'linear' | 'log'): AxisScaling {
  if (scale === 'linear') return { ...scalingFor(values, unit), tick: tickNumber };
  if (!spansWidely(values)) return { ...scalingFor([middleOf(values)], unit), tick: tickNumber };
  const base = baseScaling(unit);
  if (base === undefined) return { factor: 1, unit: printedUnit(unit), tick: powerTick };
  const tick = (value: number) => {
    const shown = onDecade(value, unit);
    return `${tickNumber(shown.value)} ${shown.unit}`;
  };
  return { ...base, tick };
}

/** The geometric middle of the values above zero, which a logarithmic axis has at its centre. */
function middleOf(values: readonly number[]): number {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return 0;
  const [least, most] = [positive.reduce((a, b) => Math.min(a, b)), positive.reduce((a, b) => Math.max(a, b))];
  return Math.sqrt(least) * Math.sqrt(most);
}

/** Powers of ten as such: 10⁻², 10⁻¹, 1, 10, 10². */
function powerTick(value: number): string {
  const [mantissa, exponent = '0'] = value.toExponential().split('e');
  if (mantissa !== '1' || exponent === '+0' || exponent === '+1') return tickNumber(value);
  return `10${superscript(String(Number(exponent)))}`;
}

/** Whether the magnitudes above zero differ by more than a reader follows in one unit. */
export function spansWidely(values: readonly number[]): boolean {
  const magnitudes = values.map(Math.abs).filter((value) => value > 0 && Number.isFinite(value));
  const least = magnitudes.reduce((a, b) => Math.min(a, b), Infinity);
  return magnitudes.reduce((a, b) => Math.max(a, b), 0) > least * WIDE_SPAN;
}

/** `Energy (mJ)`; a quantity without unit says so as `(–)`, the sign for "one". */
export function axisTitle(label: string, unit: string): string {
  return unit === '' ? `${label} (–)` : columnTitle(label, unit);
}

/**
 * `Energy (mJ)`, and the bare label where there is no unit (names, text, ratios in a table) or the label says what is
 * counted: `Steps`, not `Steps (steps)`, and `Cycles a step (millions)`.
 */
export function columnTitle(label: string, unit: string): string {
  const [, prefix, counted = unit] = /^([kMGTP]) (\S+)$/.exec(unit) ?? [];
  if (unit === '' || !saysWhatIsCounted(label, counted)) return unit === '' ? label : `${label} (${unit})`;
  return prefix === undefined ? label : `${label} (${MANY[prefix] ?? prefix})`;
}

const MANY: Readonly<Record<string, string>> = {
  k: 'thousands',
  M: 'millions',
  G: 'billions',
  T: 'trillions',
  P: 'quadrillions',
};

/** Whether a word of the label is the unit, in one or many: `Cycles a step`, `Step`. */
function saysWhatIsCounted(label: string, counted: string): boolean {
  const singular = (word: string) => word.toLowerCase().replace(/s$/, '');
  return counted.length > 2 && label.split(/\s+/).some((word) => singular(word) === singular(counted));
}
