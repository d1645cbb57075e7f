/** An optimiser's rule as a record (models/optimisers). */
import { z } from 'zod';
import type { OptimiserRule } from '../../models/optimisers/optimiser.js';
import { real } from '../schema.js';

const share = real(0, 1);
const rate = real(0, 100);

export const optimiserRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd-momentum'), learningRate: rate, momentum: share, weightDecay: rate }),
  z.strictObject({
    kind: z.literal('adamw'),
    learningRate: rate,
    beta1: share,
    beta2: share,
    epsilon: rate,
    weightDecay: rate,
  }),
]) satisfies z.ZodType<OptimiserRule>;
