/** Which steps of a run are captured: so many in the middle of equal parts, or those that are named. */
import { InputError } from '../../models/input-error.js';
import type { CaptureSettings } from '../../records/trace/capture.js';

export interface ChosenSteps {
  readonly steps: readonly number[];
  /** How they were chosen, in words. */
  readonly rule: string;
}

/** @param total steps of the run @param where what an error of the list names @throws InputError for a step that is not run */
export function chosenSteps(asked: CaptureSettings['steps'], total: number, where: string): ChosenSteps {
  if (typeof asked === 'number') {
    const count = Math.min(asked, total);
    const steps = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * total) / count));
    return { steps, rule: `${count} of ${total} steps, in the middle of equal parts` };
  }
  const named = new Set(asked.map((step) => (step === 'last' ? total - 1 : step)));
  const steps = [...named].sort((a, b) => a - b);
  const beyond = steps.find((step) => step >= total);
  if (beyond !== undefined) throw new InputError(where, `steps from 0 to ${total - 1}, or last`, String(beyond));
  return { steps, rule: `${steps.length} of ${total} steps, as they were named` };
}
