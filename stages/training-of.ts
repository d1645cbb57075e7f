/**
 * Settings of a training, with the names and files in them resolved: the network's graph, the data set, the recipe, the
 * optimiser's numbers. All are checked, cheap ones first; the data, which take longest, are loaded last.
 */
import type { Where } from '../models/input-checks.js';
import { InputError } from '../models/input-error.js';
import { withSequence } from '../models/networks/check-graph.js';
import { type NetworkGraph, USUAL_LEARNING_RATE } from '../models/networks/graph.js';
import { type OptimiserRule, USUAL_ADAMW_RATE } from '../models/optimisers/optimiser.js';
import { networkNamed } from '../records/network.js';
import { type TrainingSettings, USUAL_EPOCHS } from '../records/training-settings.js';
import { unitSource } from '../records/unit-named.js';
import type { Dataset } from '../traces/data/dataset.js';
import { loadDataset } from '../traces/data/datasets.js';
import { writtenRecipe } from '../traces/training/recipes.js';
import type { Training } from './training.js';

/** How the data of settings are loaded; a caller with many trainings may keep them. */
export type LoadData = (settings: TrainingSettings, network: NetworkGraph, where: Where) => Dataset;

/** @param where of a field @throws InputError naming it, or the file that it names */
export function trainingOf(settings: TrainingSettings, where: Where, load: LoadData = datasetOf): Training {
  const resolved = trainingWithoutData(settings, where);
  const dataset = load(settings, resolved.network, where);
  checkBatch(settings.batch, dataset.sizes.train, where);
  checkWarmup(resolved, dataset.sizes.train, where);
  return { ...resolved, dataset };
}

/** As `trainingOf`, whose data are not looked at. */
export function trainingWithoutData(settings: TrainingSettings, where: Where): Omit<Training, 'dataset'> {
  const { seed, steps, batch, microBatches, clipNorm, evaluateEvery, whenDiverged, capture, unit, schedule } = settings;
  const epochs = settings.epochs ?? (steps === undefined ? USUAL_EPOCHS : undefined);
  unitSource(unit, where('unit'));
  checkParts(batch, microBatches, where);
  const network = networkOf(settings, where);
  return {
    ...{ network, unit, unitWhere: where('unit'), seed, epochs, steps, batch, microBatches },
    ...{ clipNorm, schedule, evaluateEvery, whenDiverged },
    ...{ capture, captureWhere: (field: string) => where(`capture.${field}`) },
    recipe: writtenRecipe(settings.recipe, (field) => where(field === '' ? 'recipe' : `recipe.${field}`)),
    optimiser: optimiserOf(settings.optimiser, network),
  };
}

function networkOf({ network, sequence }: TrainingSettings, where: Where): NetworkGraph {
  return withSequence(networkNamed(network, where('network')), sequence, where('sequence'));
}

function optimiserOf(
  rule: TrainingSettings['optimiser'],
  { optimiser: own = 'sgd-momentum', learningRate }: NetworkGraph,
): OptimiserRule {
  const usual = rule.kind === 'adamw' ? USUAL_ADAMW_RATE : USUAL_LEARNING_RATE;
  const ofNetwork = (rule.kind === 'adamw') === (own === 'adamw') ? learningRate : undefined;
  return { ...rule, learningRate: rule.learningRate ?? ofNetwork ?? usual };
}

/** Loaded anew. */
export function datasetOf(settings: TrainingSettings, { sequence }: NetworkGraph, where: Where): Dataset {
  const { data, trainExamples, testExamples, seed } = settings;
  return loadDataset({
    ...{ dataset: data, sequence },
    sizes: { train: trainExamples, test: testExamples },
    seed,
    where: { dataset: where('data'), train: where('trainExamples'), test: where('testExamples') },
  });
}

function checkParts(batch: number, parts: number, where: Where): void {
  if (batch % parts === 0) return;
  throw new InputError(where('microBatches'), `a number that divides the batch of ${batch}`, String(parts));
}

/** Both numbers are named: either may be the usual one. */
function checkBatch(batch: number, examples: number, where: Where): void {
  if (batch <= examples) return;
  const remedy = `there are ${examples} examples to train on, which ${where('trainExamples')} or ${where('data')} says`;
  throw new InputError(where('batch'), `a whole number from 1 to ${examples}`, String(batch), remedy);
}

/** There are steps behind the rise. */
function checkWarmup(
  { schedule, epochs = 1, batch, ...given }: Pick<Training, 'schedule' | 'epochs' | 'steps' | 'batch'>,
  examples: number,
  where: Where,
): void {
  const steps = given.steps ?? Math.floor(examples / batch) * epochs;
  if (schedule.warmupSteps < steps) return;
  const expected = `a number below the ${steps} steps of the training`;
  throw new InputError(where('schedule.warmupSteps'), expected, String(schedule.warmupSteps));
}
