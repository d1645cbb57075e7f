/** The state of a run as a checkpoint holds it, and back: arrays by name, the rest as a record. */
import { InputError, shown } from '../../models/input-error.js';
import type { CheckpointRecord } from '../../records/checkpoint.js';
import type { StoredTensor } from '../../records/safetensors.js';
import type { Recipe } from '../../records/trace/recipe.js';
import { castTotals } from './casts.js';
import { lossScaleOf } from './loss-scaling/all.js';
import type { TrainedNetwork } from './network.js';
import type { RunState } from './run-state.js';

type Values = Float32Array<ArrayBufferLike>;

/** What a checkpoint says of the state besides arrays. */
export type SavedState = Pick<
  CheckpointRecord,
  'updates' | 'lossScale' | 'amaxes' | 'steps' | 'evaluations' | 'casts' | 'capturedSteps'
>;

export function savedState({
  updates,
  lossScale,
  amaxes,
  steps,
  evaluations,
  casts,
  capturedSteps,
}: RunState): SavedState {
  return {
    updates,
    lossScale: { ...lossScale.state },
    amaxes: structuredClone(amaxes),
    steps,
    evaluations,
    casts: casts.rows(),
    capturedSteps: capturedSteps.map((step) => ({ ...step })),
  };
}

/** The state that was saved, on a network of the same shape. */
export function restoredState(network: TrainedNetwork, recipe: Recipe, saved: SavedState): RunState {
  const { updates, lossScale, amaxes, steps, evaluations, casts, capturedSteps } = saved;
  return {
    ...{ network, updates, steps: [...steps], evaluations: [...evaluations], capturedSteps: [...capturedSteps] },
    amaxes: structuredClone(amaxes),
    casts: castTotals(casts),
    lossScale: lossScaleOf(recipe, lossScale),
  };
}

/** As they stand: copies. */
export function savedArrays(network: TrainedNetwork): Map<string, StoredTensor> {
  return new Map(
    arraysOf(network).map(([name, values]) => {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
      return [name, { dtype: 'F32', shape: [values.length], bytes }];
    }),
  );
}

/** @throws InputError for an array that is missing or of another length */
export function restoreArrays(network: TrainedNetwork, stored: ReadonlyMap<string, StoredTensor>, where: string): void {
  for (const [name, values] of arraysOf(network)) {
    const bytes = stored.get(name)?.bytes;
    if (bytes?.length !== values.byteLength) {
      const got = bytes === undefined ? 'none' : `${bytes.length} bytes`;
      throw new InputError(`${where} ${shown(name)}`, `${values.byteLength} bytes`, got, 'the file is damaged');
    }
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength).set(bytes);
  }
}

/** What changes in place: parameters, what the optimiser keeps beside them, running statistics. */
function arraysOf({ layers }: TrainedNetwork): [string, Values][] {
  return layers.flatMap(({ id, parameters, running }) => [
    ...parameters.flatMap(({ name, master, states }) => [
      named(`${id}/${name}`, master),
      ...Object.entries(states).map(([state, values]) => named(`${id}/${name}.${state}`, values)),
    ]),
    ...(running === undefined
      ? []
      : [named(`${id}/running.means`, running.means), named(`${id}/running.variances`, running.variances)]),
  ]);
}

function named(name: string, values: Values | undefined): [string, Values] {
  if (values === undefined) throw new Error(`${name} has no values`);
  return [name, values];
}
