/**
 * A number of a model with where it comes from: value, basis, source, and the measurements that it was fitted to.
 * Its unit belongs to the field (models/machines/units.ts). A record of facts gives the record of plain numbers
 * that the simulator reads.
 */

/**
 * `documented`: a data sheet, manual, paper or code says it; `counted`: instructions of a published kernel;
 * `calibrated`: fitted to measured cases; `assumed`: the source says why; `given`: a user's own.
 */
export const FACT_BASES = ['documented', 'counted', 'calibrated', 'assumed', 'given'] as const;
export type FactBasis = (typeof FACT_BASES)[number];

export interface Fact {
  readonly value: number;
  readonly basis: FactBasis;
  /** Document and place, or "assumed, because …". */
  readonly source: string;
  /** Measured cases that a calibrated value was fitted to. */
  readonly cases: readonly string[];
}

/** A record with a fact for every number. */
export type FactsOf<Numbers> = {
  readonly [Key in keyof Numbers]: Numbers[Key] extends number
    ? Fact
    : Numbers[Key] extends string | readonly unknown[]
      ? Numbers[Key]
      : FactsOf<Numbers[Key]>;
};

export const documented = (value: number, source: string): Fact => fact('documented', value, source);
export const counted = (value: number, source: string): Fact => fact('counted', value, source);
export const assumed = (value: number, source: string): Fact => fact('assumed', value, source);
export const calibrated = (value: number, source: string, cases: readonly string[]): Fact =>
  fact('calibrated', value, source, cases);

function fact(basis: FactBasis, value: number, source: string, cases: readonly string[] = []): Fact {
  return { value, basis, source, cases };
}

/** The numbers of facts. By way of JSON: objects that are parsed lie flat in memory, and the cycle model reads them. */
export function valuesOf<Numbers>(facts: FactsOf<Numbers>): Numbers {
  return JSON.parse(JSON.stringify(facts, (_, value) => (isFact(value) ? value.value : value)));
}

/** Every fact by its path, in the record's order. */
export function factsByPath(facts: object, prefix = ''): [string, Fact][] {
  return Object.entries(facts).flatMap(([key, value]): [string, Fact][] => {
    if (isFact(value)) return [[prefix + key, value]];
    return isTree(value) ? factsByPath(value, `${prefix}${key}.`) : [];
  });
}

/** A record of facts with each changed. */
export function changedFacts<Numbers>(facts: FactsOf<Numbers>, change: (fact: Fact) => Fact): FactsOf<Numbers> {
  const entries = Object.entries(facts as object).map(([key, value]) => {
    if (isFact(value)) return [key, change(value)];
    return [key, isTree(value) ? changedFacts(value as FactsOf<object>, change) : value];
  });
  return Object.fromEntries(entries) as FactsOf<Numbers>;
}

function isTree(value: unknown): value is FactsOf<object> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFact(value: unknown): value is Fact {
  return isTree(value) && 'basis' in value && 'source' in value;
}
