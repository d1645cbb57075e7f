/**
 * Block scales of an operand's lines, for the aligned kernels: powers of two as exponents of every step, others as the
 * values and exponents of every group of a step. A NaN marks its line; a scale's sign does not count.
 */
import { bitsOf, type FloatFormat, leastNormalExponent } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { decode } from '../../reference/convert.js';
import { dyadicOf, floorLog2 } from '../../reference/dyadic.js';
import type { KernelHost } from '../host/kernel-host.js';
import type { GemmRequest } from '../request.js';
import { LINE_NAN } from '../shared/layout.js';

/** Lines of an operand, side by side in panels of `width`; their scales lie one after the other, or as `contiguous` says. */
export interface ScaledLines {
  readonly side: 'rows' | 'columns';
  readonly lineMarks: number;
  readonly lines: number;
  readonly width: number;
  readonly contiguous: boolean;
  readonly steps: number;
}

/** The i16 exponent of every line's scale in every step, line by line, or 0 where all are 1. */
export function placeScales({ arena }: KernelHost, request: GemmRequest, scaled: ScaledLines): number {
  const { lines, steps } = scaled;
  const exponents = new Int16Array(lines * steps);
  const isGiven = eachScale({ arena }, request, scaled, request.unit.productsPerStep, (line, step, { exponent }) => {
    exponents[line * steps + step] = exponent;
  });
  return isGiven ? arena.copy(exponents) : 0;
}

/**
 * Of every line's scale in every group its float64 value times `unit`, and its i16 exponent:
 * group by group, the lines of a panel side by side.
 *
 * @param groups a step
 */
export function placeGroups(
  { arena }: KernelHost,
  request: GemmRequest,
  scaled: ScaledLines,
  groups: number,
  unit: number,
) {
  const { lines, width, steps } = scaled;
  const size = Math.ceil(lines / width) * width * steps * groups;
  const values = new Float64Array(size).fill(unit);
  const exponents = new Int16Array(size);
  const length = request.unit.productsPerStep / groups;
  eachScale({ arena }, request, scaled, length, (line, group, { value, exponent }) => {
    const place = (Math.floor(line / width) * steps * groups + group) * width + (line % width);
    values[place] = value * unit;
    exponents[place] = exponent;
  });
  return { values: arena.copy(values), exponents: arena.copy(exponents) };
}

interface Scale {
  readonly value: number;
  readonly exponent: number;
}

/** Calls `take` with the scale of every `length` products of every line, those that are given. Returns whether any are. */
function eachScale(
  { arena }: Pick<KernelHost, 'arena'>,
  { unit, k, blockScales }: GemmRequest,
  { side, lineMarks, lines, contiguous, steps }: ScaledLines,
  length: number,
  take: (line: number, place: number, scale: Scale) => void,
): boolean {
  const codes = side === 'rows' ? blockScales?.a : blockScales?.b;
  if (codes === undefined || unit.blockScale === undefined) return false;
  const { block } = unit.blockScale;
  const table = scalesOf(resolveFloatFormat(unit.blockScale.format, 'scale'));
  const blocks = Math.ceil(k / block);
  const perBlock = block / length;
  const places = (steps * unit.productsPerStep) / length;
  const marks = arena.bytes(lineMarks, lines);
  for (let line = 0; line < lines; line++) {
    for (let at = 0; at < blocks; at++) {
      const scale = table[codes[contiguous ? line * blocks + at : at * lines + line] as number];
      if (scale === undefined) marks[line] = LINE_NAN;
      else {
        for (let place = at * perBlock; place < Math.min((at + 1) * perBlock, places); place++)
          take(line, place, scale);
      }
    }
  }
  return true;
}

/** Every code's magnitude and exponent, no less than the format's least; undefined for NaN. */
function scalesOf(format: FloatFormat): readonly (Scale | undefined)[] {
  return Array.from({ length: 2 ** bitsOf(format) }, (_, code) => {
    const value = Math.abs(decode(format, code));
    if (Number.isNaN(value)) return undefined;
    const least = leastNormalExponent(format);
    return { value, exponent: value === 0 ? least : Math.max(floorLog2(dyadicOf(value)), least) };
  });
}
