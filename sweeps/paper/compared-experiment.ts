/** Experiments that hold a few settings over seeds against one of them: most of what the paper asks. */
import { SCHEMAS } from '../../records/schema.js';
import type { SweepResults } from '../../records/sweep-results.js';
import { samplesBy } from '../statistics/seeds.js';
import { comparisonFindings, comparisonTable } from './compared.js';
import type { PaperSize, TrainedExperiment } from './experiment.js';

interface Setting {
  readonly label: string;
  /** Fields of settings by path. */
  readonly set: Readonly<Record<string, unknown>>;
}

export interface ComparedQuestion extends Pick<TrainedExperiment, 'name' | 'title' | 'question' | 'place' | 'needs'> {
  /** Settings that all share. @param at the place of what the experiment needs */
  readonly base: (size: PaperSize, at: string) => Readonly<Record<string, unknown>>;
  /** The first is what the others are held against. */
  readonly settings: readonly [Setting, ...Setting[]];
  readonly seeds: Readonly<Record<PaperSize, number>>;
  /** The paper's number for a label. */
  readonly paper?: (label: string) => string | undefined;
  /** Further sentences. */
  readonly findings?: (results: SweepResults) => string[];
}

/** What the axis is called in results. */
export const SETTING = 'setting';

export function comparedExperiment(asked: ComparedQuestion): TrainedExperiment {
  const { name, title, question, place, needs, settings } = asked;
  return {
    ...{ kind: 'trained', name, title, question, place },
    ...(needs === undefined ? {} : { needs }),
    plan: (size, at) => {
      const points = settings.map(({ label, set }) => ({ label, set: { ...set } }));
      return {
        ...{ schema: SCHEMAS.sweep, name, base: { ...asked.base(size, at) } },
        axes: [{ name: SETTING, points }],
        seeds: asked.seeds[size],
      };
    },
    read: (results) => {
      const samples = samplesBy(results.points, ({ keys }) => keys[SETTING]);
      const comparison = { samples, baseline: settings[0].label };
      return {
        findings: [...comparisonFindings(comparison), ...(asked.findings?.(results) ?? [])],
        tables: [comparisonTable({ id: name, title: `${title}: accuracies` }, comparison, asked.paper)],
        charts: [],
      };
    },
  };
}
