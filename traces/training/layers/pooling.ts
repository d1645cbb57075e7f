/** Pooling: x [B, H, W, C] to the largest or the mean of each window [B, H', W', C], or of whole images [B, C]; backward dx. */
import { poolWindow } from '../../../models/networks/rules/images.js';
import type { StepContext } from '../../ops/emit.js';
import { type PoolDims, pool } from '../../ops/pool.js';
import type { Tensor } from '../../ops/tensor.js';
import { type ForwardResult, type Layer, onlyInput, placesOf } from './layer.js';

type Pooling = Layer<'max-pool' | 'average-pool' | 'global-average-pool'>;

export function poolingForward(context: StepContext, layer: Pooling, inputs: readonly Tensor[]): ForwardResult {
  const x = onlyInput(layer, inputs);
  const { forward, dgrad } = placesOf(layer);
  const dims = dimsOf(layer, x);
  const name = layer.node.kind === 'max-pool' ? 'max' : 'average';
  const output = pool(context, forward, { name: 'y', function: name, dims }, [x]);
  const backward = (dy: Tensor) => {
    const parts = { name: 'dx', function: `${name}-backward`, dims } as const;
    const dx = pool(context, dgrad, parts, name === 'max' ? [x, dy] : [dy]);
    return { inputs: [dx], parameters: [] };
  };
  return { output, backward };
}

function dimsOf({ id, node }: Pooling, x: Tensor): PoolDims {
  const [images, height, width, channels] = x.shape as [number, number, number, number];
  const window =
    node.kind === 'global-average-pool' ? { kernel: height, stride: height, padding: 0 } : poolWindow(node, id);
  return { images, height, width, channels, ...window };
}
