/** Nodes that work element by element or row by row: activations, sums, products, norms. */
import { InputError } from '../../input-error.js';
import type { Activation, NormKind, Shape } from '../graph.js';
import { type NodeRule, type ParameterShape, plain, sameShape, shapeText, widthOf } from './rule.js';

/** Of any activation. */
export function activation<Kind extends Activation>(): NodeRule<Kind> {
  return { inputs: [1], shapes: (_node, [input = []]) => plain(input) };
}

export const dropout: NodeRule<'dropout'> = { inputs: [1], shapes: (_node, [input = []]) => plain(input) };

export const add: NodeRule<'add'> = {
  inputs: [2],
  shapes: (_node, [a = [], b = []], where) => {
    if (!sameShape(a, b)) throw new InputError(where, 'two inputs of one shape', `${shapeText(a)} and ${shapeText(b)}`);
    return plain(a);
  },
};

export const multiply: NodeRule<'multiply'> = {
  inputs: [2],
  shapes: (_node, [a = [], b = []], where) => {
    if (sameShape(a, b) || isFactorOf(b, a)) return plain(a);
    const expected = 'two inputs of one shape, or an image and a factor for each of its channels';
    throw new InputError(where, expected, `${shapeText(a)} and ${shapeText(b)}`);
  },
};

/** Whether `factors` are one for each channel of each image: [batch, channels]. */
function isFactorOf(factors: Shape, image: Shape): boolean {
  return image.length === 4 && sameShape(factors, [image[0] ?? 0, image[3] ?? 0]);
}

/** Scale and shift are one parameter of two rows, as one update changes them; an RMS-norm has a scale alone. */
export function norm<Kind extends NormKind>(kind: Kind): NodeRule<Kind> {
  return {
    inputs: [1],
    shapes: (_node, [input = []], where) => {
      const width = widthOf(input, where);
      const parameter: ParameterShape =
        kind === 'rms-norm'
          ? { name: 'scale', shape: [width], initial: { rule: 'one' }, decay: 'kept' }
          : { name: 'scale-shift', shape: [2, width], initial: { rule: 'scale-shift' }, decay: 'kept' };
      return { ...plain(input), parameters: [parameter] };
    },
  };
}
