/** The learning rate over the steps of a training (models/optimisers/schedule.ts). */
import type { Schedule } from '../../models/optimisers/schedule.js';
import { cosineOfPi } from '../ops/cosine.js';

/** @param step from 0, of `steps` */
export function scheduledRate(rate: number, schedule: Schedule, step: number, steps: number): number {
  const { warmupSteps } = schedule;
  if (step < warmupSteps) return (rate * (step + 1)) / warmupSteps;
  return behindWarmup(rate, schedule, step - warmupSteps, steps - warmupSteps);
}

function behindWarmup(rate: number, schedule: Schedule, step: number, steps: number): number {
  switch (schedule.kind) {
    case 'constant':
      return rate;
    case 'steps': {
      const passed = schedule.milestones.filter((share) => step >= share * steps);
      return rate / passed.reduce((divisor) => divisor * schedule.divideBy, 1);
    }
    case 'cosine':
      return (rate * (1 + cosineOfPi(step / steps))) / 2;
  }
}

/** In words, for people. */
export function scheduleText(schedule: Schedule): string {
  const { warmupSteps } = schedule;
  const warmed = warmupSteps === 0 ? '' : `, after a linear rise over ${warmupSteps} steps`;
  return `${shapeText(schedule)}${warmed}`;
}

function shapeText(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'constant':
      return 'constant';
    case 'cosine':
      return 'along a cosine down to zero';
    case 'steps':
      return `÷ ${schedule.divideBy} at ${schedule.milestones.join(' and at ')} of the steps`;
  }
}
