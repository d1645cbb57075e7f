/**
 * What a run costs: counts × energy table, low – central – high, each entry with its basis and source.
 */
import { z } from 'zod';
import { BASES, type Basis, COMPONENTS, type Component } from '../models/technologies/technology.js';
import { digest, name, plainText, real } from './schema.js';

export { BASES, type Basis, COMPONENTS, type Component };

/** Most of anything here: a sum of a million of them is still far from infinite. */
const MOST = 1e100;
/** Longest source of a figure, in UTF-16 units. */
const MOST_SOURCE = 2000;

const amount = real(0, MOST);
const range = z
  .looseObject({ low: amount, value: amount, high: amount })
  .refine(({ low, value, high }) => low <= value && value <= high, 'a range whose low ≤ value ≤ high');
export type Range = { readonly low: number; readonly value: number; readonly high: number };

export const energyEntrySchema = z.looseObject({
  action: name,
  component: z.enum(COMPONENTS),
  /** What is counted: MAC, byte, issue, tile-cycle, … */
  per: name,
  count: amount,
  /** Energy of one, in pJ. */
  eachPj: range,
  /** count × eachPj. */
  energyPj: range,
  basis: z.enum(BASES),
  source: plainText(MOST_SOURCE).min(1),
});
export type EnergyEntry = z.infer<typeof energyEntrySchema>;

/** Above this share of assumed energy a headline says how much is assumed. */
export const ASSUMED_SHARE_LIMIT = 0.1;

const share = real(0, 1);
export const sharesSchema = z.record(z.enum(BASES), share);
export type BasisShares = Readonly<Record<Basis, number>>;

/** On what the entries' energy rests. */
export interface Headline {
  /** Share of the central energy by the basis of its figures. */
  readonly basisShares: BasisShares;
  /** By `mostOf`. */
  readonly headlineBasis: Basis;
  readonly headlineShare: number;
  readonly assumedShare: number;
}

export function headlineOf(entries: readonly Pick<EnergyEntry, 'basis' | 'energyPj'>[]): Headline {
  const sum = (some: typeof entries) => some.reduce((total, { energyPj }) => total + energyPj.value, 0);
  const total = sum(entries);
  const shares = BASES.map((basis): [Basis, number] => {
    const own = sum(entries.filter((entry) => entry.basis === basis));
    return [basis, total === 0 ? 0 : own / total];
  });
  const basisShares = Object.fromEntries(shares) as BasisShares;
  const headlineBasis = mostOf(basisShares);
  return { basisShares, headlineBasis, headlineShare: basisShares[headlineBasis], assumedShare: basisShares.assumed };
}

/** The basis of the largest share; of equal ones the firmest. */
export function mostOf(shares: BasisShares): Basis {
  return BASES.reduce((most, next) => (shares[next] > shares[most] ? next : most));
}

const operationSchema = z.looseObject({
  clockHz: z.number().positive(),
  supplyV: amount,
  timeS: z.number().positive(),
  capW: amount,
  /** Of a run. */
  samplesPerSecond: amount.optional(),
  atFullClock: z.looseObject({
    clockHz: z.number().positive(),
    timeS: z.number().positive(),
    averagePowerW: range,
    samplesPerSecond: amount.optional(),
  }),
});
export type Operation = z.infer<typeof operationSchema>;

/** Whether the clock had to fall for the power cap. */
export function isCapped(operation: Operation | undefined): operation is Operation {
  return operation !== undefined && operation.clockHz < operation.atFullClock.clockHz;
}

/** Seconds that the work takes under the power cap. @param timeS at full clock */
export function timeUnderCap({ operation }: { readonly operation?: Operation | undefined }, timeS: number): number {
  return isCapped(operation) ? operation.timeS : timeS;
}

export const energySchema = z.looseObject({
  schema: z.string(),
  runSha256: digest,
  technology: z.looseObject({
    name,
    node: name,
    summary: plainText(MOST_SOURCE),
    /** The supply at which its figures hold, in V. */
    supplyV: amount,
  }),
  entries: z.array(energyEntrySchema),
  perOp: z.array(z.looseObject({ op: name, energyPj: range, byComponent: z.record(z.enum(COMPONENTS), amount) })),
  byComponent: z.record(z.enum(COMPONENTS), range),
  totalPj: range,
  averagePowerW: range,
  /**
   * Clock, supply and time that the work is priced at, of a machine with a power cap; and as it would be at full clock,
   * which is the same where the cap does not bind.
   */
  operation: operationSchema.optional(),
  /** By `headlineOf`. */
  basisShares: sharesSchema,
  headlineBasis: z.enum(BASES),
  headlineShare: share,
  assumedShare: share,
});
export type EnergyRecord = z.infer<typeof energySchema>;
