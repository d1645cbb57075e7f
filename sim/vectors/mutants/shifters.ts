/**
 * Faults between multipliers and adders: a bit of one product's alignment shift stuck, a product that is off by a power
 * of two where its significand reaches two.
 */
import { leastNormalExponent, maxFiniteExponent } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { floorLog2, scale } from '../../arithmetic/reference/dyadic.js';
import { largestExponent, nonZero, type Term, type TermFault } from '../../arithmetic/reference/term.js';
import type { Mutant } from './mutant.js';
import { faultyPlaces } from './places.js';

export function shifterMutants(unit: DotProductUnit): Mutant[] {
  const places = faultyPlaces(inGroup(unit));
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 0];
  const bits = shiftBits(unit);
  const some = first === last ? [first] : [first, last];
  const shifts =
    unit.productsPerStep === 1
      ? []
      : some.flatMap((place) =>
          Array.from({ length: bits }, (_, bit) => bit).flatMap((bit) =>
            [0, 1].map((value) => stuck(place, bit, value)),
          ),
        );
  return [...shifts, ...places.flatMap((place) => [carryLost(place), doubled(place)])];
}

/** In NVFP4 the products of a group are a step of their own. */
function inGroup(unit: DotProductUnit): DotProductUnit {
  return unit.sum.kind === 'grouped' ? { ...unit, productsPerStep: unit.sum.groupProducts } : unit;
}

/** Bits of the largest shift between two products. */
function shiftBits({ aFormat, bFormat, operandsAs }: DotProductUnit): number {
  const formats = [aFormat, bFormat].map((name) => resolveFloatFormat(name, 'operands'));
  const span = formats.reduce((total, format) => total + maxFiniteExponent(format) - leastNormalExponent(format), 0);
  return operandsAs === undefined ? Math.min(5, 32 - Math.clz32(span)) : 5;
}

function stuck(place: number, bit: number, value: number): Mutant {
  return fault(
    `bit ${bit} of the alignment shift of product ${place} were stuck at ${value}`,
    place,
    (term, largest) => {
      const shift = largest - term.exponent;
      const isSet = Math.floor(shift / 2 ** bit) % 2;
      return { ...term, value: scale(term.value, (isSet - value) * 2 ** bit) };
    },
  );
}

function carryLost(place: number): Mutant {
  return fault(`product ${place} were halved where its significand reaches two`, place, (term) =>
    floorLog2(term.value) > term.exponent ? { ...term, value: scale(term.value, -1) } : term,
  );
}

function doubled(place: number): Mutant {
  return fault(`product ${place} were doubled where it has the largest exponent`, place, (term, largest) =>
    term.exponent === largest ? { ...term, value: scale(term.value, 1) } : term,
  );
}

function fault(name: string, place: number, change: (term: Term, largest: number) => Term): Mutant {
  const changed: TermFault = (terms) => {
    const largest = largestExponent(nonZero(terms));
    const term = terms[place];
    if (largest === undefined || term === undefined || term.value.significand === 0n) return terms;
    return terms.map((other, at) => (at === place ? change(term, largest) : other));
  };
  return { kind: 'shifter', name, fault: { at: 'terms', change: changed } };
}
