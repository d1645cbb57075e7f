/**
 * Whether a record of training agrees with itself, and with the trace beside it: steps that follow from the data, the
 * first loss that is none, counts of casts. Left out: whether the losses are right.
 */
import { resolveFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { checkNumber } from '../sums.js';
import type { TraceRecord } from './trace.js';
import type { TrainingRecord } from './training.js';

/** @param where the file @throws InputError naming the field */
export function checkTraining(training: TrainingRecord, where: string): void {
  checkSteps(training, where);
  checkEvaluation(training.evaluation, training, `${where} evaluation`);
  for (const [i, evaluation] of (training.evaluations ?? []).entries()) {
    checkEvaluation(evaluation, training, `${where} evaluations.${i}`);
  }
  checkCasts(training.casts, where);
}

/** Whole batches of every epoch, fewer only where a loss that is none ended it; counted from zero. */
function checkSteps({ steps, dataset, batch, epochs, divergedAtStep }: TrainingRecord, where: string): void {
  const isStopped = divergedAtStep !== null && divergedAtStep === steps.length - 1;
  if (epochs !== undefined && !isStopped) {
    checkNumber(`${where} steps`, Math.floor(dataset.train / batch) * epochs, steps.length);
  }
  for (const [i, { step }] of steps.entries()) checkNumber(`${where} steps.${i}.step`, i, step);
  const first = steps.find(({ loss }) => loss === null)?.step ?? null;
  if (divergedAtStep === first) return;
  const expected = `${first}, which follows from the losses of the steps`;
  throw new InputError(`${where} divergedAtStep`, expected, String(divergedAtStep));
}

function checkEvaluation(
  { correct, total }: TrainingRecord['evaluation'],
  { dataset }: TrainingRecord,
  where: string,
): void {
  if (correct > total) {
    throw new InputError(
      `${where}.correct`,
      `at most the ${total} ${dataset.labelled ?? 'image'}s in total`,
      String(correct),
    );
  }
  checkNumber(`${where}.total`, dataset.test * (dataset.labels ?? 1), total);
}

function checkCasts(casts: TrainingRecord['casts'], where: string): void {
  for (const [i, { format, elements, underflow, saturated, nan }] of casts.entries()) {
    resolveFormat(format, `${where} casts.${i}.format`);
    for (const [field, count] of Object.entries({ underflow, saturated, nan })) {
      if (count <= elements) continue;
      throw new InputError(`${where} casts.${i}.${field}`, `at most all ${elements} elements`, String(count));
    }
  }
}

/** @throws InputError for a training that is not the one that the trace was captured in */
export function checkTrainingOf(training: TrainingRecord, trace: TraceRecord, where: string): void {
  const { recipe, network, batch, seed } = training;
  const expected = {
    recipe: trace.recipe.name,
    network: trace.network.name,
    batch: trace.network.batch,
    seed: trace.seed,
  };
  for (const [field, got] of Object.entries({ recipe, network, batch, seed })) {
    const value = expected[field as keyof typeof expected];
    if (got !== value) throw new InputError(`${where} ${field}`, `${shown(value)}, as trace.json has it`, shown(got));
  }
  const layers = new Set(trace.layers.map(({ id }) => id));
  for (const [i, { layer }] of training.casts.entries()) {
    if (layers.has(layer)) continue;
    throw new InputError(`${where} casts.${i}.layer`, 'a layer that trace.json lists', shown(layer));
  }
  for (const { step, lossScaleExponent } of trace.steps) {
    const trained = training.steps[step];
    if (trained === undefined) throw new InputError(`${where} steps`, `step ${step}, as trace.json has it`, 'none');
    checkNumber(`${where} steps.${step}.lossScaleExponent`, lossScaleExponent, trained.lossScaleExponent);
  }
}
