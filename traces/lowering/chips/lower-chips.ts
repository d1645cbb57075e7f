/**
 * One step of a network on several chips, as the traces of the chips that differ: ops of one chip, collectives where it
 * meets the others. Left out: more than one way at once.
 */
import { InputError } from '../../../models/input-error.js';
import type { ParallelWay } from '../../../records/trace/chips.js';
import type { Trace } from '../../../records/trace/trace-folder.js';
import {
  type LoweredStep,
  type LoweredTraceOptions,
  type LowerOptions,
  lowerStep,
  shapesTrace,
  stepOptions,
} from '../lower.js';
import { dataParallel } from './data.js';

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
  const { step, units } = stepOptions(options, where);
  const batch = options.batch * (rule.parallel === 'data' ? rule.chips : 1);
  return stepsOf(step, rule).map((lowered, i) => {
    return shapesTrace(lowered, { ...options, batch, units, chips: { ...rule, chip: i + 1 } });
  });
}

function stepsOf(options: LowerOptions, rule: ChipsRule): LoweredStep[] {
  switch (rule.parallel) {
    case 'data': {
      const lowered = lowerStep(options);
      return [{ ...lowered, ...dataParallel(lowered, rule.chips) }];
    }
    case 'tensor':
    case 'pipeline':
      throw new InputError('parallel', 'data', rule.parallel);
  }
}
