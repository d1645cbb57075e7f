/** Figures 2 and 3: one role in 8 bits, every other one in float32, by the bias of its format. */

import { SCHEMAS } from '../../../records/schema.js';
import type { SweepPlan } from '../../../records/sweep.js';
import type { SweepResults } from '../../../records/sweep-results.js';
import { RECIPE_ROLES } from '../../../records/trace/recipe.js';
import { meanAccuracy, samplesBy } from '../../statistics/seeds.js';
import { type Curve, curveChart, curveOf, rangeSentence } from '../curves.js';
import type { PaperSize, TrainedExperiment } from '../experiment.js';
import { ANY_PAIR_UNIT, imageTraining } from '../images.js';

const BASELINE = 'float32';
const BIAS = 'bias';

type Role = (typeof RECIPE_ROLES)[number];

/** Wide enough that both ends of every curve fail on the generated digits. */
const BIASES: Readonly<Record<string, Readonly<Record<Role, readonly number[]>>>> = {
  f143: {
    activation: [-6, 0, 4, 8, 12, 16, 24],
    weight: [-4, 2, 6, 10, 14, 18, 26],
    dx: [-2, 4, 8, 12, 16, 22, 30],
    dw: [-2, 4, 8, 12, 16, 22, 30],
  },
  f152: {
    activation: [-8, 2, 10, 16, 24, 30, 40],
    weight: [-8, 4, 12, 20, 28, 34, 42],
    dx: [-6, 4, 12, 20, 28, 36, 46],
    dw: [-6, 4, 12, 20, 28, 36, 46],
  },
};
/** The paper's names of the formats. */
const SPLITS: Readonly<Record<string, string>> = { f143: '1.4.3', f152: '1.5.2' };
const SEEDS = { quick: 1, full: 3 } as const;

const partOf = (role: Role, format: string) => `${role} ${format}`;

export const roleBiases: TrainedExperiment = {
  kind: 'trained',
  name: 'role-biases',
  title: 'One role in 8 bits, by its bias',
  question:
    'Which biases may each role have? One role is cast to 1.4.3 or 1.5.2, every other one stays in float32. Too small a bias ' +
    'underflows, too large a one clips.',
  place: 'figures 2 and 3',
  plan: (size: PaperSize): SweepPlan => ({
    schema: SCHEMAS.sweep,
    name: 'role-biases',
    base: { ...imageTraining(size), unit: ANY_PAIR_UNIT },
    seeds: SEEDS[size],
    parts: [
      { name: BASELINE, base: { recipe: 'fp32' } },
      ...Object.entries(BIASES).flatMap(([format, roles]) =>
        RECIPE_ROLES.map((role) => ({
          name: partOf(role, format),
          base: { recipe: { extends: 'fp32', roles: { [role]: { format } } } },
          axes: [{ field: `recipe.roles.${role}.bias`, name: BIAS, values: [...roles[role]] }],
        })),
      ),
    ],
  }),
  read: ({ points }: SweepResults) => {
    const baseline = samplesBy(points, ({ part }) => (part === BASELINE ? part : undefined))[0];
    if (baseline === undefined || baseline.seeds.length === 0) return { findings: [], tables: [], charts: [] };
    const accuracy = meanAccuracy(baseline);
    const curvesOf = (format: string): Curve[] =>
      RECIPE_ROLES.map((role) =>
        curveOf(
          `${role} in ${SPLITS[format]}`,
          points.filter(({ part }) => part === partOf(role, format)),
          BIAS,
        ),
      ).filter((curve) => curve.points.length > 0);
    const all = Object.keys(BIASES).map((format) => ({ format, curves: curvesOf(format) }));
    return {
      findings: all.flatMap(({ curves }) => curves.map((curve) => rangeSentence(curve, accuracy))),
      tables: [],
      charts: all
        .filter(({ curves }) => curves.length > 0)
        .map(({ format, curves }) =>
          curveChart(curves, {
            id: `role-biases-${format}`,
            title: `One role in ${SPLITS[format]}, by its bias`,
            caption: 'Every other role in float32. Whiskers: one standard deviation over the seeds.',
            xLabel: 'Bias',
            baseline: { label: BASELINE, accuracy },
          }),
        ),
    };
  },
};
