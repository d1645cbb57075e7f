/** A residual connection: y = a + b, all of one shape; backward da = db = dy. */
import { elementWise } from '../../ops/element-wise.js';
import type { StepContext } from '../../ops/emit.js';
import type { Tensor } from '../../ops/tensor.js';
import type { ForwardResult, Layer } from './layer.js';

export function addForward(context: StepContext, layer: Layer<'add'>, inputs: readonly Tensor[]): ForwardResult {
  const [a, b] = inputs as readonly [Tensor, Tensor];
  const place = { layer: layer.id, phase: 'forward' } as const;
  const output = elementWise(context, place, { name: 'y', role: 'activation', function: 'add' }, [a, b]);
  return { output, backward: (dy) => ({ inputs: [dy, dy], parameters: [] }) };
}
