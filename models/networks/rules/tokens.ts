/** Nodes on tokens that learn nothing: attention, and values joined, cut and seen under other lengths. */
import { InputError } from '../../input-error.js';
import { elementsOf } from '../../shape.js';
import type { CutAxis, Shape } from '../graph.js';
import { featuresOf, type NodeRule, plain, sameShape, shapeText, symbolsOf, tokensOf } from './rule.js';

/** Reads q, k and v, or all three side by side. */
export const attention: NodeRule<'attention'> = {
  inputs: [1, 3],
  shapes: ({ heads, mask = 'none', positions }, inputs, where) => {
    const [q, k] = queriesOf(inputs, where);
    const [queries, width] = tokensOf(q, where);
    const [keys] = tokensOf(k, where);
    if (width % heads !== 0) throw new InputError(`${where} heads`, `heads that divide ${width}`, String(heads));
    if (positions === 'rotary' && (width / heads) % 2 !== 0) {
      throw new InputError(`${where} positions`, 'heads of an even width to turn in pairs', String(width / heads));
    }
    if (mask === 'causal' && queries !== keys) {
      throw new InputError(`${where} mask`, 'as many keys as queries', `${keys} and ${queries}`);
    }
    // Each element of the output: its share of q · kᵀ, and its own sum over the keys.
    return { ...plain(q), macsPerOutput: [2, keys] };
  },
};

/** Shapes of q and of k, which v shares. */
function queriesOf(inputs: readonly Shape[], where: string): [Shape, Shape] {
  const [first = [], k = first, v = k] = inputs;
  const [tokens, width] = tokensOf(first, where);
  if (inputs.length === 1) {
    if (width % 3 !== 0) throw new InputError(where, 'q, k and v of one width side by side', shapeText(first));
    const each = [first[0] ?? 'batch', tokens, width / 3];
    return [each, each];
  }
  const [, keyWidth] = tokensOf(k, where);
  if (keyWidth === width && sameShape(k, v) && k[0] === first[0]) return [first, k];
  throw new InputError(where, 'q, k and v of one width, k and v of one shape', inputs.map(shapeText).join(', '));
}

export const concat: NodeRule<'concat'> = {
  inputs: [2, 3, 4, 5, 6, 7, 8],
  shapes: ({ axis }, inputs, where) => {
    const [first = []] = inputs;
    const at = axisOf(first, axis, where);
    const others = (shape: Shape) => shape.toSpliced(at, 1);
    if (inputs.some((shape) => shape.length !== first.length || !sameShape(others(shape), others(first)))) {
      throw new InputError(where, `inputs that differ in ${axis} alone`, inputs.map(shapeText).join(' and '));
    }
    const lengths = inputs.map((shape) => numberAt(shape, at, where));
    return plain(
      first.with(
        at,
        lengths.reduce((sum, length) => sum + length, 0),
      ),
    );
  },
};

export const slice: NodeRule<'slice'> = {
  inputs: [1],
  shapes: ({ axis, from = 0, length }, [input = []], where) => {
    const at = axisOf(input, axis, where);
    const whole = input[at];
    if (typeof whole === 'number' && from + length > whole) {
      throw new InputError(`${where} length`, `${axis} within ${whole}`, `${from} to ${from + length - 1}`);
    }
    if (typeof whole !== 'number' && from + length > 1) {
      throw new InputError(`${where} length`, `the first of ${whole} alone`, `${from} to ${from + length - 1}`);
    }
    return plain(input.with(at, length));
  },
};

/** Tokens are the axis behind the batch, channels the last. */
function axisOf(shape: Shape, axis: CutAxis, where: string): number {
  if (axis === 'channels') return shape.length - 1;
  tokensOf(shape, where);
  return 1;
}

function numberAt(shape: Shape, at: number, where: string): number {
  const length = shape[at];
  if (typeof length === 'number') return length;
  throw new InputError(where, 'inputs whose lengths are numbers', shapeText(shape));
}

export const reshape: NodeRule<'reshape'> = {
  inputs: [1],
  shapes: ({ shape }, [input = []], where) => {
    if (elementsOf(shape) === featuresOf(input)) return plain([...symbolsOf(input), ...shape]);
    throw new InputError(`${where} shape`, `lengths of ${featuresOf(input)} elements in all`, shapeText(shape));
  },
};
