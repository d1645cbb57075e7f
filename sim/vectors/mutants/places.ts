/** Faults at one place of a step: a product's sign, its mask, one swapped with another, an operand's last bit. */
import { signCode } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { decode } from '../../arithmetic/reference/convert.js';
import { type Bench, createBench, stepsOf } from '../bench.js';
import type { AnsweredRow } from '../row.js';
import type { Mutant, MutantKind } from './mutant.js';

type Sides = { a: number[]; b: number[] };
/** Of a row's operands, at the place of one step; `places` are those that the step takes, in its order. */
type Change = (row: Sides, places: readonly number[]) => void;

/** Places of a step that have faults: ends, middles, and others where a step has few. */
export function faultyPlaces({ productsPerStep }: DotProductUnit): number[] {
  const half = Math.floor(productsPerStep / 2);
  return [0, 1, half - 1, half, productsPerStep - 2, productsPerStep - 1].filter(
    (place, i, all) => place >= 0 && place < productsPerStep && all.indexOf(place) === i,
  );
}

export function placeMutants(unit: DotProductUnit): Mutant[] {
  const bench = createBench(unit);
  const a = resolveFloatFormat(unit.aFormat, 'a');
  const isZero = (code: number) => decode(a, code) === 0;
  const zero = a.zero ? 0 : undefined;
  const last = unit.productsPerStep - 1;
  const mutants = faultyPlaces(unit).flatMap((place) => {
    const mutant = (name: string, change: Change) => inEachStep(bench, name, change);
    const other = place === last ? 0 : place + 1;
    return [
      ...(a.signed
        ? [
            mutant(`the sign of product ${place} were wrong`, (row, places) =>
              flipSign(row, places[place], signCode(a), a.negativeZero),
            ),
          ]
        : []),
      ...(zero === undefined
        ? []
        : [mutant(`product ${place} were masked`, (row, places) => setAt(row.a, places[place], zero))]),
      ...(unit.productsPerStep === 1
        ? []
        : [
            mutant(`a of product ${place} came from product ${other}`, (row, places) =>
              setAt(row.a, places[place], row.a[places[other] ?? -1]),
            ),
            mutant(`the last bit of a of product ${place} were stuck at 0`, (row, places) =>
              setAt(row.a, places[place], clearLast(row.a[places[place] ?? -1])),
            ),
            ...(zero === undefined
              ? []
              : [
                  mutant(`the zero masks of products ${place} and ${other} were swapped`, (row, places) =>
                    swapMasks(row, places[place], places[other], isZero, zero),
                  ),
                ]),
          ]),
    ];
  });
  return zero === undefined ? mutants : [...mutants, ...lastProduct(bench, zero)];
}

/** Of several steps: the first one alone, the last one alone. */
function lastProduct(bench: Bench, zero: number): Mutant[] {
  const only = (name: string, chosen: (steps: number) => number): Mutant => ({
    kind: 'place',
    name,
    fault: {
      at: 'operands',
      change: (row) => {
        const steps = stepsOf(bench, row.a.length);
        const places = steps[chosen(steps.length)];
        const a = [...row.a];
        for (const place of places ?? []) a[place] = zero;
        return steps.length < 2 ? row : { ...row, a };
      },
    },
  });
  return [
    only('the second step were left out', () => 1),
    only('the last of several steps were left out', (steps) => steps - 1),
  ];
}

function inEachStep(bench: Bench, name: string, change: Change, kind: MutantKind = 'place'): Mutant {
  const changed = (row: AnsweredRow): AnsweredRow => {
    const sides = { a: [...row.a], b: [...row.b] };
    for (const places of stepsOf(bench, row.a.length)) change(sides, places);
    return { ...row, ...sides };
  };
  return { kind, name, fault: { at: 'operands', change: changed } };
}

function setAt(codes: number[], place: number | undefined, code: number | undefined): void {
  if (place !== undefined && code !== undefined) codes[place] = code;
}

function flipSign({ a }: Sides, place: number | undefined, sign: number, negativeZero: boolean): void {
  const code = a[place ?? -1];
  if (code === undefined || place === undefined || (code % sign === 0 && !negativeZero)) return;
  a[place] = code >= sign ? code - sign : code + sign;
}

function clearLast(code: number | undefined): number | undefined {
  return code === undefined ? undefined : code - (code % 2);
}

/** Each product is dropped where the other one has a zero. */
function swapMasks(
  { a }: Sides,
  first: number | undefined,
  second: number | undefined,
  isZero: (code: number) => boolean,
  zero: number,
): void {
  const [left, right] = [a[first ?? -1], a[second ?? -1]];
  if (first === undefined || second === undefined || left === undefined || right === undefined) return;
  if (isZero(right)) a[first] = zero;
  if (isZero(left)) a[second] = zero;
}
