/**
 * Simulated cycles beside measured ones: what a file of measured cases must look like, and the table that
 * comes out. Levels: one kernel on one tile, one product on a whole device, an exchange phase or its
 * schedule, a whole program. Fields that nobody here knows are ignored.
 */
import { z } from 'zod';
import { name, real } from './schema.js';

export const CASE_LEVELS = ['kernel', 'device-gemm', 'exchange', 'exchange-schedule', 'workload'] as const;
export type CaseLevel = (typeof CASE_LEVELS)[number];

const measuredCase = z.looseObject({
  name,
  level: z.enum(CASE_LEVELS),
  measuredCycles: real(1, Number.MAX_SAFE_INTEGER),
  /** False: of an earlier revision of the kernel, or a plan that is no longer the best. */
  current: z.boolean().default(true),
  program: z.record(z.string(), z.unknown()),
});
export type MeasuredCase = z.infer<typeof measuredCase>;

export const caseFileSchema = z.looseObject({ cases: z.array(measuredCase).min(1) });

/**
 * What a case says where constants are calibrated without it: none was fitted to it, those that were are fitted to
 * other cases, or nothing, because the others do not determine them.
 */
export const CASE_CHECKS = ['unfitted', 'recalibrated', 'dependent'] as const;
export type CaseCheck = (typeof CASE_CHECKS)[number];

/** One case, simulated or with the reason why not. */
export interface ValidatedCase {
  readonly name: string;
  readonly level: CaseLevel;
  readonly measuredCycles: number;
  readonly simulatedCycles: number | null;
  /** simulated ÷ measured − 1. */
  readonly error: number | null;
  readonly current: boolean;
  /** Only where constants are calibrated without the case. */
  readonly check?: CaseCheck;
  /** Why nothing is simulated, or what a reader must know of the number. */
  readonly reason?: string;
}

/** Over the simulated current cases of a level; no mean where there are none. */
export interface LevelError {
  readonly level: CaseLevel;
  readonly n: number;
  readonly meanAbsoluteError: number | null;
  /** Constants of the machine that were calibrated on some of these cases. */
  readonly constants: number;
  /** Those of the cases that are no check of themselves; only where constants are calibrated without each. */
  readonly independent?: { readonly n: number; readonly meanAbsoluteError: number | null };
}

/** Two cases whose programs differ in formats alone: how much faster the one with 8-bit formats is. */
export interface ValidatedGain {
  readonly name: string;
  /** The case whose formats all have 16 bits. */
  readonly base: string;
  readonly level: CaseLevel;
  /** Whether both cases are. */
  readonly current: boolean;
  /** Cycles of the base over those of the case. */
  readonly measured: number;
  readonly simulated: number | null;
  /** 100 × (simulated − measured). */
  readonly points: number | null;
}

export interface Validation {
  /** Simulated on this one, whatever the cases were measured on. */
  readonly machine: string;
  readonly tiles: number;
  readonly cases: readonly ValidatedCase[];
  readonly levels: readonly LevelError[];
  readonly gains: readonly ValidatedGain[];
}
