/** Where a machine's numbers come from, by the path of each numeric field (`tile.workers`). */
import { type Fact, type FactBasis, factsByPath } from '../fact.js';

export interface Provenance {
  /** Document and place, or "assumed, because …". */
  readonly sources: Readonly<Record<string, string>>;
  readonly bases: Readonly<Record<string, FactBasis>>;
  /** Of each calibrated field, the measured cases that it was fitted to. */
  readonly calibratedOn: Readonly<Record<string, readonly string[]>>;
}

/** What facts say of their numbers. */
export function describedBy(facts: object): Provenance {
  const all = factsByPath(facts);
  const each = <Value>(value: (fact: Fact) => Value) =>
    Object.fromEntries(all.map(([path, fact]) => [path, value(fact)]));
  return {
    sources: each(({ source }) => source),
    bases: each(({ basis }) => basis),
    calibratedOn: Object.fromEntries(
      all.filter(([, { cases }]) => cases.length > 0).map(([path, { cases }]) => [path, cases]),
    ),
  };
}
