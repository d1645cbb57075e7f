/** One point: settings to a training on one thread. What refuses them, or a value that no format holds, is its result. */
import { InputError } from '../../models/input-error.js';
import type { PointResult } from '../../records/sweep-results.js';
import { trainingSettings } from '../../records/training-settings.js';
import { NoCodeError } from '../../sim/arithmetic/reference/convert.js';
import { trainRun } from '../../stages/train.js';
import { datasetOf, type LoadData, trainingOf } from '../../stages/training-of.js';
import type { Settings } from '../plan/fields.js';
import { pointResult } from './point-result.js';

/** Keeps the data of the last point, which the next one often has too. */
export function createTrainPoint(): (settings: Settings, progress: (share: number) => void) => PointResult {
  const load = keepingLast();
  return (given, progress) => {
    try {
      const { schema: _, ...fields } = given;
      const settings = trainingSettings(fields, (field) => field);
      const training = trainingOf(settings, (field) => field, load);
      const record = trainRun({ ...training, threads: 1, progress: (done, total) => progress(done / total) });
      return pointResult(record);
    } catch (error) {
      if (error instanceof InputError || error instanceof NoCodeError)
        return { kind: 'refused', reason: error.message };
      throw error;
    }
  };
}

function keepingLast(): LoadData {
  let last: { readonly key: string; readonly dataset: ReturnType<LoadData> } | undefined;
  return (settings, network, where) => {
    const { data, trainExamples, testExamples, seed } = settings;
    const key = JSON.stringify([data, trainExamples, testExamples, network.sequence, seed]);
    if (last?.key !== key) last = { key, dataset: datasetOf(settings, network, where) };
    return last.dataset;
  };
}
