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

/** Places of data that are not shipped. */
export interface Sources {
  /** Folder of CIFAR-10 in its binary version. */
  readonly cifar: string | undefined;
  /** File. */
  readonly text: string | undefined;
}

/** A sweep of trainings. */
export interface TrainedExperiment extends Question {
  readonly kind: 'trained';
  /** It is left out where a user names none. */
  readonly needs?: keyof Sources;
  /** @param place of what it needs */
  readonly plan: (size: PaperSize, place: string) => SweepPlan;
  readonly read: (results: SweepResults) => Section;
}

export type Experiment = ComputedExperiment | TrainedExperiment;

/** A finding where its condition holds. */
export function finding(holds: boolean, sentence: string): string[] {
  return holds ? [sentence] : [];
}
