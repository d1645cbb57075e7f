/** Experiments that hold a few settings over seeds against one of them: most of what the paper asks. */
import { SCHEMAS } from '../../records/schema.js';
import type { SweepResults } from '../../records/sweep-results.js';
import { samplesBy } from '../statistics/seeds.js';
import { comparisonFindings, comparisonTable } from './compared.js';
import type { PaperSize, Sources, TrainedExperiment } from './experiment.js';

interface Setting {
  readonly label: string;
  /** Fields of settings by path. */
  readonly set: Readonly<Record<string, unknown>>;
}

export interface ComparedQuestion extends Pick<TrainedExperiment, 'name' | 'title' | 'question' | 'place'> {
  /** Settings that all share; undefined where data that they need are not named. */
  readonly base: (size: PaperSize, sources: Sources) => Readonly<Record<string, unknown>> | undefined;
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
  const { name, title, question, place, settings } = asked;
  return {
    ...{ kind: 'trained', name, title, question, place },
    plan: (size, sources) => {
      const base = asked.base(size, sources);
      if (base === undefined) return undefined;
      const points = settings.map(({ label, set }) => ({ label, set: { ...set } }));
      return {
        ...{ schema: SCHEMAS.sweep, name, base: { ...base } },
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
