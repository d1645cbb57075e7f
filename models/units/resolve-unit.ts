/** A unit from names alone: family, operands (aliases too), and what the family leaves open. */
import { resolveFloatFormat } from '../formats/resolve.js';
import { unitFamily } from './families.js';
import type { DotProductUnit, UnitOptions } from './unit.js';

/** What to resolve; the operands are the family's first pair unless said, b is as a unless said. */
export interface UnitRequest extends UnitOptions {
  readonly family: string;
  readonly a?: string;
  readonly b?: string;
}

/**
 * @param where what an error names
 * @throws InputError for an unknown family or format, a pair outside its table, or a choice that it does not have
 */
export function resolveUnit({ family: name, a, b, ...options }: UnitRequest, where = 'unit'): DotProductUnit {
  const family = unitFamily(name, where);
  const [first, second] = family.pairs[0] as readonly [string, string];
  const left = resolveFloatFormat(a ?? first, `${where} a`).name;
  const right = resolveFloatFormat(b ?? a ?? second, `${where} b`).name;
  return family.resolve(left, right, options, where);
}
