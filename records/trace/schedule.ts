/** A schedule of the learning rate as a record (models/optimisers/schedule.ts). */
import { z } from 'zod';
import { MOST_DIVISOR, MOST_MILESTONES, type Schedule } from '../../models/optimisers/schedule.js';
import { count, real } from '../schema.js';

const isRising = (shares: readonly number[]) => shares.every((share, i) => share > (shares[i - 1] ?? 0));

/** Shares of the steps. */
export const milestones = z
  .array(real(0, 1))
  .min(1)
  .max(MOST_MILESTONES)
  .refine(isRising, 'shares of the steps above 0, each above the one before it')
  .readonly();
export const divideBy = real(1, MOST_DIVISOR);

const warmupSteps = count;

export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('steps'), milestones, divideBy, warmupSteps }),
  z.strictObject({ kind: z.literal('cosine'), warmupSteps }),
  z.strictObject({ kind: z.literal('constant'), warmupSteps }),
]) satisfies z.ZodType<Schedule>;
