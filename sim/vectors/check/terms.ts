/**
 * The term of a row that a wrong answer points at: the one that alone, missing, negated, doubled or halved, gives that
 * answer; else the one whose bits lie where the two answers differ.
 */

import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { decode } from '../../arithmetic/reference/convert.js';
import { dot } from '../../arithmetic/reference/dot.js';
import { scale } from '../../arithmetic/reference/dyadic.js';
import type { Term, TermFault } from '../../arithmetic/reference/term.js';
import { createBench, stepsOf } from '../bench.js';
import { exponentOf } from '../draft.js';
import { type AnsweredRow, answerFormat, type VectorRow } from '../row.js';

interface RowTerm {
  /** A product's place in K, or the accumulator. */
  readonly place: number | 'c';
  readonly exponent: number;
}

/** In words; undefined where a row has no terms. @param row with the unit's own answer */
export function suspectTerm(unit: DotProductUnit, row: AnsweredRow, got: number): string | undefined {
  const terms = termsOf(unit, row);
  const largest = Math.max(...terms.map(({ exponent }) => exponent));
  for (const [change, apply] of CHANGES) {
    const term = terms.find(({ place }) => answerWith(unit, row, place, apply) === got);
    if (term !== undefined) return `${nameOf(term, largest)}: as if it were ${change}`;
  }
  const format = answerFormat(unit);
  const difference = decode(format, got) - decode(format, row.d);
  if (!Number.isFinite(difference) || difference === 0) return undefined;
  const at = exponentOf(difference);
  const near = [...terms].sort((x, y) => Math.abs(x.exponent - at) - Math.abs(y.exponent - at))[0];
  return near === undefined ? undefined : nameOf(near, largest);
}

function nameOf({ place, exponent }: RowTerm, largest: number): string {
  const below = exponent === largest ? 'the largest' : `${largest - exponent} bits below the largest`;
  return `${place === 'c' ? 'c' : `product ${place}`} (2^${exponent}, ${below})`;
}

/** Terms that are numbers and not zero. */
function termsOf(unit: DotProductUnit, row: VectorRow): RowTerm[] {
  const [a, b] = [resolveFloatFormat(unit.aFormat, 'a'), resolveFloatFormat(unit.bFormat, 'b')];
  const { blockScale } = unit;
  const scaleOf = (side: readonly number[] | undefined, place: number) =>
    blockScale === undefined || side === undefined
      ? 1
      : Math.abs(
          decode(resolveFloatFormat(blockScale.format, 'scale'), side[Math.floor(place / blockScale.block)] as number),
        );
  const values: [number | 'c', number][] = row.a.map((code, place) => [
    place,
    decode(a, code) * decode(b, row.b[place] as number) * scaleOf(row.scales?.a, place) * scaleOf(row.scales?.b, place),
  ]);
  values.push(['c', decode(answerFormat(unit), row.c)]);
  return values
    .filter(([, value]) => Number.isFinite(value) && value !== 0)
    .map(([place, value]) => ({ place, exponent: exponentOf(value) }));
}

const missing = (term: Term): Term => ({ ...term, value: { ...term.value, significand: 0n } });

const CHANGES: readonly (readonly [string, (term: Term) => Term])[] = [
  ['missing', missing],
  ['of the other sign', (term) => ({ ...term, value: { ...term.value, negative: !term.value.negative } })],
  ['doubled', (term) => ({ ...term, value: scale(term.value, 1) })],
  ['halved', (term) => ({ ...term, value: scale(term.value, -1) })],
];

/** The unit's answer with one term changed; the accumulator can be missing alone. */
function answerWith(
  unit: DotProductUnit,
  row: AnsweredRow,
  place: RowTerm['place'],
  change: (term: Term) => Term,
): number | undefined {
  if (place === 'c') return change === missing ? answerOf(unit, { ...row, c: 0 }) : undefined;
  const steps = stepsOf(createBench(unit), row.a.length);
  const step = steps.findIndex((places) => places.includes(place));
  const group = unit.sum.kind === 'grouped' ? unit.sum.groupProducts : unit.productsPerStep;
  const position = (steps[step] as number[]).indexOf(place);
  const call = step * (unit.productsPerStep / group) + Math.floor(position / group);
  return answerOf(unit, row, atCall(call, position % group, change));
}

/** The fault in one step (NVFP4: group) alone, of those that the unit takes in turn. */
function atCall(call: number, at: number, change: (term: Term) => Term): TermFault {
  let turn = 0;
  return (terms) => (turn++ === call ? terms.map((term, i) => (i === at ? change(term) : term)) : terms);
}

function answerOf(unit: DotProductUnit, { a, b, c, scales, random }: VectorRow, fault?: TermFault): number {
  const bits = unit.accumulator.randomBits;
  const words = (step: number) => ({ bits, value: random?.[step] ?? 0 });
  return dot(
    unit,
    a,
    b,
    c,
    0,
    words,
    scales === undefined ? undefined : { ...scales, block: unit.blockScale?.block ?? 1 },
    fault,
  );
}
