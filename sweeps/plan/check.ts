/**
 * A plan checked whole before anything starts: the settings of every point resolved, one step of each laid out (so that
 * its unit takes its formats and its network its examples), the data of each found. Beside it how much there is to do.
 */
import { canonicalLine } from '../../records/json.js';
import { SCHEMAS } from '../../records/schema.js';
import type { SweepPlan } from '../../records/sweep.js';
import type { SweepPoints } from '../../records/sweep-results.js';
import { trainingSettings } from '../../records/training-settings.js';
import { datasetOf, type LoadData, trainingOf, trainingWithoutData } from '../../stages/training-of.js';
import type { Dataset } from '../../traces/data/dataset.js';
import type { Settings } from './fields.js';
import { identityOf } from './identity.js';
import { pointsOf, type Resolve } from './points.js';
import { type TrainingWork, trainingWork } from './work.js';

export interface CheckedSweep {
  readonly points: SweepPoints;
  /** Different settings: so many trainings. */
  readonly runs: number;
  /** Of all of them together. */
  readonly steps: number;
  readonly macs: number;
}

/**
 * @param where the plan's file, for errors
 * @param tool the version that will run it
 * @throws InputError naming the point and the field
 */
export function checkedSweep(plan: SweepPlan, where: string, tool: string): CheckedSweep {
  const works = new Map<string, TrainingWork>();
  const points = pointsOf(plan, resolver(works), where);
  const axes = [...new Set(points.flatMap(({ keys }) => Object.keys(keys)))];
  const runs = [...new Map(points.map((point) => [point.hash, point])).values()];
  const all = runs.flatMap(({ settings }) => works.get(workKey(settings as Settings)) ?? []);
  return {
    points: { schema: SCHEMAS['sweep-points'], name: plan.name, tool, axes, points },
    runs: runs.length,
    steps: all.reduce((sum, { steps }) => sum + steps, 0),
    macs: all.reduce((sum, { macs }) => sum + macs, 0),
  };
}

/** Everything but the seed: seeds share their checks. */
function workKey({ seed: _, ...settings }: Settings): string {
  return canonicalLine(settings);
}

function resolver(works: Map<string, TrainingWork>): Resolve {
  const digests = new Map<string, string>();
  const datasets = new Map<string, Dataset>();
  return (fields, place) => {
    const where = (field: string) => (field === '' ? place : `${place} ${field}`);
    const settings = trainingSettings(fields, where);
    const training = trainingWithoutData(settings, where);
    const whole = { ...settings, recipe: training.recipe, optimiser: training.optimiser } as unknown as Settings;
    const key = workKey(whole);
    if (!works.has(key)) {
      const load: LoadData = (own, network) => {
        const { data, trainExamples, testExamples } = own;
        const dataKey = JSON.stringify([data, trainExamples, testExamples, network.sequence]);
        const dataset = datasets.get(dataKey) ?? datasetOf(own, network, where);
        datasets.set(dataKey, dataset);
        return dataset;
      };
      works.set(key, trainingWork(trainingOf(settings, where, load), where));
    }
    return { settings: whole, identity: identityOf(settings, training, digests) };
  };
}
