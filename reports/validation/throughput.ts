/**
 * Published speeds of whole programs beside simulated ones: networks lowered to their forward pass in fp16, at the batch that
 * is fastest here, and a product with fp32 partials; by the closed form. Left out: the host.
 */
import { InputError } from '../../models/input-error.js';
import { tiledMachine } from '../../models/machines/machines.js';
import { network } from '../../models/networks/networks.js';
import { PUBLISHED_RATES, type PublishedRate, TRIED_BATCHES } from '../../models/published-rates.js';
import { gemmShape } from '../../sim/array/plan/gemm-shape.js';
import { simulateProduct } from '../../sim/array/product.js';
import { simulateTrace } from '../../sim/array/simulate.js';
import { loweredTrace } from '../../traces/lowering/lower.js';
import { recipe } from '../../traces/training/recipes.js';

export interface ValidatedRate {
  readonly name: string;
  readonly machine: string;
  /** A second. */
  readonly published: number;
  /** Null where it does not fit. */
  readonly simulated: number | null;
  /** simulated ÷ published − 1. */
  readonly error: number | null;
  /** Of the networks: the fastest batch here. */
  readonly batch?: number;
  readonly source: string;
  readonly open: readonly string[];
}

export function validateThroughput(toolVersion: string): ValidatedRate[] {
  return PUBLISHED_RATES.map((rate) => validatedRate(rate, toolVersion));
}

function validatedRate(rate: PublishedRate, toolVersion: string): ValidatedRate {
  const { name, machine, perSecond: published, source, open } = rate;
  const { perSecond, batch } = simulatedRate(rate, toolVersion);
  return {
    ...{ name, machine, published, simulated: perSecond },
    error: perSecond === null ? null : perSecond / published - 1,
    ...(batch === undefined ? {} : { batch }),
    ...{ source, open },
  };
}

interface SimulatedRate {
  readonly perSecond: number | null;
  readonly batch?: number;
}

function simulatedRate({ machine: name, work }: PublishedRate, toolVersion: string): SimulatedRate {
  const machine = tiledMachine(name, 'published rate');
  if (work.kind === 'product') {
    const { side } = work;
    const shape = gemmShape(side, side, side, 'fp16', 'fp32');
    const { totals } = simulateProduct({ shape, format: 'float16', engine: 'closed-form' }, machine);
    return { perSecond: 1 / totals.timeS };
  }
  const graph = network(work.network, 'published rate');
  const options = { network: graph, pass: 'inference', unit: 'ipu21-amp', toolVersion } as const;
  const tried = TRIED_BATCHES.flatMap((batch) => {
    const trace = loweredTrace({ ...options, batch, recipe: recipe('fp16', {}, 'published rate') }, 'published rate');
    const seconds = whereItFits(() => {
      return simulateTrace(trace, machine, { engine: 'closed-form', activity: 'none' }).totals.timeS;
    });
    return seconds === undefined ? [] : [{ batch, perSecond: batch / seconds }];
  });
  const [fastest] = tried.sort((a, b) => b.perSecond - a.perSecond);
  return fastest ?? { perSecond: null };
}

function whereItFits(seconds: () => number): number | undefined {
  try {
    return seconds();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
