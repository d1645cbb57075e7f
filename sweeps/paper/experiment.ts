/**
 * What an experiment is: a question that the paper (or this project) asks, what is run for it, and how its results are
 * read. One file each in experiments/. Left out: running it (run-paper.ts), the page (page/).
 */
import type { z } from 'zod';
import type { Chart, Table } from '../../records/report.js';
import type { SweepPlan } from '../../records/sweep.js';
import type { SweepResults } from '../../records/sweep-results.js';

/** `quick`: all of them in 20 minutes of a core; `full`: in an hour or four. */
export const PAPER_SIZES = ['quick', 'full'] as const;
export type PaperSize = (typeof PAPER_SIZES)[number];

/** What the results say. */
export interface Section {
  /** Sentences that are true of these results. */
  readonly findings: readonly string[];
  readonly tables: readonly Table[];
  readonly charts: readonly Chart[];
}

interface Question {
  /** In file names and behind --only. */
  readonly name: string;
  readonly title: string;
  /** What is asked and how, in a few sentences. */
  readonly question: string;
  /** Where the paper has it; what it does not have says so. */
  readonly place: string;
}

/** Computed at once, without training. */
export interface ComputedExperiment<Results = unknown> extends Question {
  readonly kind: 'computed';
  readonly results: z.ZodType<Results>;
  readonly compute: () => Results;
  readonly read: (results: Results) => Section;
}

/** Data that a user may name in the place of the generated ones. */
export interface Sources {
  readonly images: string | undefined;
  /** No text is shipped: without one, what needs it is left out. */
  readonly text: string | undefined;
}

/** A sweep of trainings. */
export interface TrainedExperiment extends Question {
  readonly kind: 'trained';
  /** Undefined where data that it needs are not named. */
  readonly plan: (size: PaperSize, sources: Sources) => SweepPlan | undefined;
  readonly read: (results: SweepResults) => Section;
}

export type Experiment = ComputedExperiment | TrainedExperiment;

/** A finding where its condition holds. */
export function finding(holds: boolean, sentence: string): string[] {
  return holds ? [sentence] : [];
}
