/**
 * What a run costs: counts × energy table, low – central – high, each entry with its basis and source.
 */
import { z } from 'zod';
import { digest, name, plainText, real } from './schema.js';

/** The firmest first. */
export const BASES = ['gates', 'published', 'assumed'] as const;
export type Basis = (typeof BASES)[number];

/** The parts of the machine that reports tell apart. */
export const COMPONENTS = ['arithmetic', 'registers', 'sram', 'exchange', 'control', 'clock', 'leakage'] as const;
export type Component = (typeof COMPONENTS)[number];

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

/** Above this share of assumed energy the headline says "assumed". */
const ASSUMED_SHARE_LIMIT = 0.1;

/** What the entries' energy rests on, in one word and as the share that is assumed. */
export function headlineOf(entries: readonly Pick<EnergyEntry, 'basis' | 'energyPj'>[]) {
  const sum = (some: typeof entries) => some.reduce((total, { energyPj }) => total + energyPj.value, 0);
  const [total, assumed] = [sum(entries), sum(entries.filter(({ basis }) => basis === 'assumed'))];
  const assumedShare = total === 0 ? 0 : assumed / total;
  const headlineBasis: Basis = assumedShare > ASSUMED_SHARE_LIMIT ? 'assumed' : 'published';
  return { assumedShare, headlineBasis };
}

export const energySchema = z.looseObject({
  schema: z.string(),
  runSha256: digest,
  technology: z.looseObject({ name, node: name, summary: plainText(MOST_SOURCE) }),
  entries: z.array(energyEntrySchema),
  perOp: z.array(z.looseObject({ op: name, energyPj: range, byComponent: z.record(z.enum(COMPONENTS), amount) })),
  byComponent: z.record(z.enum(COMPONENTS), range),
  totalPj: range,
  averagePowerW: range,
  /** By `headlineOf`. */
  headlineBasis: z.enum(BASES),
  assumedShare: real(0, 1),
});
export type EnergyRecord = z.infer<typeof energySchema>;
