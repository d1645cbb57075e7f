/**
 * Dropout: elements that chance leaves out are zero, the others divided by their share; of its own pass and of the way
 * back alike, as both draw the same bits: 16 an element, as the tile's f16v4rmask (Graphcore, PopLibs poprand: the share
 * in 65,536ths). So no mask is kept.
 */
import { randomWord } from '../../runtime/random.js';
import type { RandomKey } from '../../sim/arithmetic/kernels/request.js';
import { emit, type Place, randomKey, type StepContext, type TensorParts } from './emit.js';
import { stored, valuesOf } from './stored.js';
import { matrixDims, type Tensor } from './tensor.js';

const DRAWS = 2 ** 16;

export interface DropoutParts extends Pick<TensorParts, 'name' | 'role'> {
  /** Share of elements that are left out, below 1. */
  readonly rate: number;
  /** From which the bits are named: the id of the output of the layer's forward pass. */
  readonly mask: string;
}

/** Output of the input's shape, in the storage format. */
export function dropout(context: StepContext, place: Place, parts: DropoutParts, x: Tensor): Tensor {
  const { name, role, rate, mask } = parts;
  const { storage } = context.recipe;
  return emit(context, place, {
    kind: 'dropout',
    inputs: [x],
    output: { name, role, shape: x.shape, format: storage },
    dims: matrixDims(x.shape),
    attributes: { rate, mask },
    compute: (arithmetic) => {
      const values = droppedOut(valuesOf(x), rate, randomKey(context, mask));
      return { codes: stored(arithmetic, values, storage, 'special') };
    },
  });
}

/** An element stays where its bits, as a number, are below its share of all that there are. */
function droppedOut(values: Float32Array, rate: number, { seed, stream }: RandomKey): Float32Array {
  const kept = Math.round((1 - rate) * DRAWS);
  const factor = DRAWS / kept;
  const results = new Float32Array(values.length);
  for (let i = 0; i < values.length; i += 2) {
    const word = randomWord(seed, stream, i / 2);
    if (word % DRAWS < kept) results[i] = (values[i] as number) * factor;
    if (Math.floor(word / DRAWS) < kept && i + 1 < values.length) results[i + 1] = (values[i + 1] as number) * factor;
  }
  return results;
}
