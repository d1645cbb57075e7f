/** The learning rate over the steps of a training: divided by ten at half, and again at three quarters (Noune et al. 2022, ResNet-32). */

/** The schedule in words. */
export const RATE_SCHEDULE = '÷ 10 from half of the steps on, ÷ 100 from three quarters on';

/** @param step from 0, of `steps` */
export function scheduledRate(rate: number, step: number, steps: number): number {
  return step < steps / 2 ? rate : step < (3 * steps) / 4 ? rate / 10 : rate / 100;
}
