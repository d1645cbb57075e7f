/**
 * Largest magnitudes of tensors over a run's steps: the state of delayed scales, a plain record. Of the micro-batches of
 * a step the largest counts, for later steps alone.
 * Source: Transformer Engine, delayed scaling (amax_history, amax_compute_algo "max").
 */
import type { AmaxHistory } from '../ops/emit.js';

/** By tensor, the last steps' in order. */
export type AmaxRecord = Record<string, { step: number; amax: number }[]>;

/** A step's view of the record, which `add` changes. */
export function amaxHistory(record: AmaxRecord, step: number): AmaxHistory {
  return {
    largest: (tensor, steps) =>
      earlier(record, tensor, step)
        .slice(-steps)
        .reduce((most, { amax }) => Math.max(most, amax), 0),
    add(tensor, amax, steps) {
      const before = earlier(record, tensor, step).slice(-steps);
      const own = record[tensor]?.at(-1);
      record[tensor] = [...before, { step, amax: own?.step === step ? Math.max(own.amax, amax) : amax }];
    },
  };
}

/** As a step sees it that changes nothing: evaluation. */
export function seenAmaxes(record: AmaxRecord): AmaxHistory {
  return { ...amaxHistory(record, Number.POSITIVE_INFINITY), add: () => undefined };
}

function earlier(record: AmaxRecord, tensor: string, step: number) {
  return (record[tensor] ?? []).filter((entry) => entry.step < step);
}
