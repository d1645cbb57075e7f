/**
 * One step of a network on several chips, as the traces of the chips that differ: ops of one chip, collectives where it
 * meets the others. Left out: more than one way at once.
 */
import { InputError } from '../../../models/input-error.js';
import type { ParallelWay } from '../../../models/parallel.js';
import type { OpRecord } from '../../../records/trace/op.js';
import type { Recipe } from '../../../records/trace/recipe.js';
import type { Trace } from '../../../records/trace/trace-folder.js';
import { looksAtGradients } from '../../training/loss-scaling/all.js';
import {
  type LoweredStep,
  type LoweredTraceOptions,
  type LowerOptions,
  lowerStep,
  shapesTrace,
  stepOptions,
} from '../lower.js';
import { dataParallel } from './data.js';
import { pipelineStages } from './pipeline.js';
import { type Cut, splitGraph } from './split-graph.js';
import { summedOverChips } from './sums.js';

export interface ChipsRule {
  readonly chips: number;
  readonly parallel: ParallelWay;
  /** Of a pipeline. */
  readonly microBatches: number;
}

/**
 * @param where what an error of the unit names
 * @throws InputError where the network cannot be dealt so
 */
export function chipTraces(options: LoweredTraceOptions, rule: ChipsRule, where: string): Trace[] {
  checkOneChip(options.recipe);
  const { step, units } = stepOptions(options, where);
  const batch = options.batch * (rule.parallel === 'data' ? rule.chips : 1);
  return stepsOf(step, rule).map((lowered, i) => {
    return shapesTrace(lowered, { ...options, batch, units, chips: { ...rule, chip: i + 1 } });
  });
}

/** What is seen of gradients would have to go round. */
function checkOneChip(recipe: Recipe): void {
  if (!looksAtGradients(recipe)) return;
  const where = `recipe ${recipe.name} lossScaling.kind`;
  throw new InputError(where, 'none or fixed on several chips', recipe.lossScaling.kind);
}

function stepsOf(options: LowerOptions, rule: ChipsRule): LoweredStep[] {
  switch (rule.parallel) {
    case 'data': {
      const lowered = lowerStep(options);
      return [{ ...lowered, ...dataParallel(lowered, rule.chips) }];
    }
    case 'tensor':
      return [tensorParallel(options, rule.chips)];
    case 'pipeline':
      return pipelineStages(options, rule);
  }
}

/** The step of one chip: all do the same. */
function tensorParallel(options: LowerOptions, chips: number): LoweredStep {
  const { graph, cuts } = splitGraph(options.network, chips);
  const lowered = lowerStep({ ...options, network: graph });
  const cutOf = new Map(lowered.network.layers.map(({ id, node }) => [id, cuts.get(node)]));
  const isPart = (op: OpRecord) => isPartOfSum(op, cutOf.get(op.layer));
  return { ...lowered, ...summedOverChips(lowered, chips, options.recipe.storage, isPart) };
}

/** Products by rows, rows of a part of a table, and on the way back gradients of what products by columns read. */
function isPartOfSum({ kind, phase }: OpRecord, cut: Cut | undefined): boolean {
  switch (cut) {
    case 'columns':
      return kind === 'gemm' && phase === 'dgrad';
    case 'rows':
      return kind === 'gemm' && phase === 'forward';
    case 'table':
      return kind === 'embedding' && phase === 'forward';
    case undefined:
      return false;
  }
}
