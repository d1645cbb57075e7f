/** How the numbers came about and what they leave out, in words, from the records that are reported. */
import { UNIT_FAMILIES } from '../../models/units/families.js';
import { BASES } from '../../records/energy.js';
import type { Recipe } from '../../records/trace/recipe.js';
import type { TrainingRecord } from '../../records/trace/training.js';
import { scheduleText } from '../../traces/training/learning-rate.js';
import { lossScalingText, scalingText } from '../../traces/training/recipe-text.js';
import { counted, percent, wholeNumber } from '../units/number.js';
import { inUnit } from '../units/si.js';
import { labelsOf, type ReportInput } from './input.js';

type Section = { readonly heading: string; readonly paragraphs: string[] };

export function methods(inputs: readonly ReportInput[]): Section[] {
  return [
    {
      heading: 'Training',
      paragraphs: inputs.map((input, i) => trainingParagraph(input, labelsOf(inputs)[i] as string)),
    },
    { heading: 'Arithmetic', paragraphs: unique(inputs.flatMap(unitParagraphs)) },
    { heading: 'Cycles', paragraphs: unique(inputs.map(cycleParagraph)) },
    { heading: 'Energy', paragraphs: [...tableParagraphs(inputs), ...inputs.map(shareParagraph)] },
  ];
}

function trainingParagraph({ training, trace, run, seeds }: ReportInput, label: string): string {
  const { recipe } = trace;
  const run_ = `${label}: ${recipeText(recipe)}.`;
  if (training === undefined) return `${run_} The record of training is not part of this report.`;
  const { epochs, steps, batch, microBatches = 1, dataset } = training;
  const parts = microBatches === 1 ? '' : ` in ${microBatches} micro-batches`;
  const length = epochs === undefined ? counted(steps.length, 'step') : counted(epochs, 'epoch');
  return (
    `${run_} ${run.network.name} on ${dataset.name} (${counted(dataset.train, 'image')} to train on, ${wholeNumber(dataset.test)} to test), batch ${wholeNumber(batch)}${parts}, ${length}, ` +
    `${optimiserText(training)}, ${seedsText(seeds)}; ${counted(run.steps, 'captured step')}.`
  );
}

function seedsText(seeds: ReportInput['seeds']): string {
  return `seed${seeds.length === 1 ? '' : 's'} ${seeds.map(({ trace }) => trace.seed).join(', ')}`;
}

function optimiserText(training: TrainingRecord): string {
  const { clipNorm } = training;
  return `${ruleText(training)}${clipNorm === undefined ? '' : `, gradients clipped to a norm of ${clipNorm}`}`;
}

function ruleText({ optimiser: rule, schedule }: TrainingRecord): string {
  const { learningRate, weightDecay } = rule;
  const rate = `learning rate ${learningRate} (${scheduleText(schedule)})`;
  switch (rule.kind) {
    case 'sgd-momentum':
      return `SGD with ${rate}, momentum ${rule.momentum}, weight decay ${weightDecay}`;
    case 'sgd-nesterov':
      return `SGD with ${rate}, Nesterov momentum ${rule.momentum}, weight decay ${weightDecay}`;
    case 'adamw':
      return `AdamW with ${rate}, β₁ ${rule.beta1}, β₂ ${rule.beta2}, ε ${rule.epsilon}, weight decay ${weightDecay}`;
  }
}

/** Formats and scales by role, and the exceptions. */
function recipeText(recipe: Recipe): string {
  const { activation, weight, dx, dw } = recipe.roles;
  const role = (name: string, rule: typeof activation) =>
    `${name} ${rule.format}${scalingText(rule.scaling)} (${rule.rounding}, ${rule.overflow})`;
  const first = recipe.firstLayer === 'storage' ? `; the first layer’s operands stay ${recipe.storage}` : '';
  return `${role('activations', activation)}, ${role('weights', weight)}, ${role('dx', dx)}, ${role('dw', dw)}; loss scale ${lossScalingText(recipe.lossScaling)}${first}`;
}

function unitParagraphs({ trace }: ReportInput): string[] {
  return unique(trace.units.map(({ family }) => family)).map((name) => {
    const family = UNIT_FAMILIES.find((candidate) => candidate.name === name);
    if (family === undefined) return `Unit ${name}.`;
    return `${family.name}: ${family.summary}. Source: ${family.source}.${family.assumed.length === 0 ? '' : ` Assumed: ${family.assumed.join('; ')}.`}`;
  });
}

function cycleParagraph({ run }: ReportInput): string {
  const activity = {
    operands: 'with the operands of the captured steps',
    statistics: 'with activity expected from the statistics of the captured tensors',
    none: 'from shapes only',
  }[run.activity];
  return (
    `${run.machine.name}: ${counted(run.machine.tiles, 'tile')} at ${inUnit(run.machine.clockHz, 'Hz', 'GHz')} GHz, ${run.engine} engine, ${activity}. ` +
    'Each op is a superstep: its inputs are exchanged, all tiles compute, the slowest sets the length. Tile programs and their constants: “octile machines ' +
    `${run.machine.name}” names a source for each. Utilisation is useful multiply-accumulates over what the machine could do in the same time: in operands of the products’ own widths, and in its narrowest.`
  );
}

/** Each energy table once, with the figures that any run of it uses. */
function tableParagraphs(inputs: readonly ReportInput[]): string[] {
  return unique(inputs.map(({ energy }) => energy.technology.name)).map((name) => {
    const priced = inputs.filter(({ energy }) => energy.technology.name === name);
    const used = priced.flatMap(({ energy }) => energy.entries.filter(({ count }) => count > 0));
    const sources = unique(used.map(({ action, basis, source }) => ` ${action} (${basis}): ${source}.`));
    return (
      `Counts × ${name} (${priced[0]?.energy.technology.summary}). Average power is energy over simulated time.` +
      sources.join('')
    );
  });
}

function shareParagraph({ energy, label }: ReportInput): string {
  const shares = BASES.flatMap((basis) => {
    const share = energy.basisShares[basis];
    return share === 0 ? [] : [`${percent(share)} ${basis}`];
  });
  return `${label}: the central energy is ${shares.join(', ')}.`;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
