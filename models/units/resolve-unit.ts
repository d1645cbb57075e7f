/** A unit from names alone: family, operands (aliases too), and what the family leaves open. */
import { resolveFloatFormat } from '../formats/resolve.js';
import { unitFamily } from './families.js';
import type { DotProductUnit, UnitChoice, UnitOptions } from './unit.js';

/** What to resolve; the operands are the family's first pair unless said, b is as a unless said. */
export interface UnitRequest extends UnitOptions {
  readonly family: string;
  readonly a?: string;
  readonly b?: string;
}

/** What an error names: for the family, either operand, both, and what was chosen beside them. */
export interface UnitPlaces {
  readonly family: string;
  readonly a: string;
  readonly b: string;
  readonly operands: string;
  readonly choice: (choice: UnitChoice) => string;
  /** What may stand in the family's place instead of a name. */
  readonly orElse?: string;
}

/**
 * @param where what an error names
 * @throws InputError for an unknown family or format, a pair outside its table, or a choice that it does not have
 */
export function resolveUnit(request: UnitRequest, where = 'unit'): DotProductUnit {
  return resolveUnitAt(request, {
    family: where,
    a: `${where} a`,
    b: `${where} b`,
    operands: where,
    choice: () => where,
  });
}

/** As `resolveUnit`, where the parts of the request stand in different places: each is tried on its own first. */
export function resolveUnitAt({ family: name, a, b, ...options }: UnitRequest, places: UnitPlaces): DotProductUnit {
  const family = unitFamily(name, places.family, places.orElse);
  const [first, second] = family.pairs[0] as readonly [string, string];
  const left = resolveFloatFormat(a ?? first, places.a).name;
  const right = resolveFloatFormat(b ?? a ?? second, places.b).name;
  family.resolve(left, right, {}, places.operands);
  for (const [choice, value] of Object.entries(options)) {
    family.resolve(left, right, { [choice]: value }, places.choice(choice as UnitChoice));
  }
  return family.resolve(left, right, options, places.operands);
}
