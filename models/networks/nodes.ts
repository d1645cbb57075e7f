/**
 * What each kind of node makes of shapes: inputs, output, parameters, multiply-accumulates.
 * Initial weights: uniform in ±√(6 / inputs) (He et al. 2015); biases zero.
 */
import { InputError } from '../input-error.js';
import { elementsOf } from '../shape.js';
import { ACTIVATIONS, type Activation, type NodeKind, type NodeOf, type Shape } from './graph.js';

export interface ParameterShape {
  readonly name: string;
  readonly shape: readonly number[];
  /** How its first values are drawn. */
  readonly initial: { readonly rule: 'he-uniform'; readonly inputs: number } | { readonly rule: 'zero' };
  readonly decay: 'decayed' | 'kept';
}

/** What a node makes of its inputs' shapes. */
export interface NodeShapes {
  readonly output: Shape;
  readonly parameters: readonly ParameterShape[];
  /** Multiply-accumulates of products for one element of the output, forward. */
  readonly macsPerOutput: number;
}

interface NodeRule<Kind extends NodeKind> {
  readonly inputs: number;
  /** @throws InputError where the node does not fit its inputs */
  readonly shapes: (node: NodeOf<Kind>, inputs: readonly Shape[], where: string) => NodeShapes;
}

const linear: NodeRule<'linear'> = {
  inputs: 1,
  shapes: ({ outputs }, [input = []]) => {
    const features = elementsOf(numbersOf(input));
    const output = [...symbolsOf(input), outputs];
    return { output, parameters: dense(features, outputs), macsPerOutput: features };
  },
};

const convolution: NodeRule<'convolution'> = {
  inputs: 1,
  shapes: ({ kernel, channels }, [input = []], where) => {
    const [height, width, inputChannels] = imageOf(input, where);
    if (kernel % 2 === 0) throw new InputError(`${where} kernel`, 'an odd kernel', String(kernel));
    const features = kernel * kernel * inputChannels;
    const output = [...symbolsOf(input), height, width, channels];
    return { output, parameters: dense(features, channels), macsPerOutput: features };
  },
};

function activation<Kind extends Activation>(): NodeRule<Kind> {
  return { inputs: 1, shapes: (_node, [input = []]) => ({ output: input, parameters: [], macsPerOutput: 0 }) };
}

const maxPool: NodeRule<'max-pool'> = {
  inputs: 1,
  shapes: ({ size }, [input = []], where) => {
    const [height, width, channels] = imageOf(input, where);
    if (height % size !== 0 || width % size !== 0) {
      throw new InputError(`${where} size`, `a height and width that ${size} divides`, `${height} × ${width}`);
    }
    const output = [...symbolsOf(input), height / size, width / size, channels];
    return { output, parameters: [], macsPerOutput: 0 };
  },
};

const add: NodeRule<'add'> = {
  inputs: 2,
  shapes: (_node, [a = [], b = []], where) => {
    if (a.join() !== b.join())
      throw new InputError(where, 'two inputs of one shape', `${shapeText(a)} and ${shapeText(b)}`);
    return { output: a, parameters: [], macsPerOutput: 0 };
  },
};

const activations = Object.fromEntries(ACTIVATIONS.map((kind) => [kind, activation()])) as {
  readonly [Kind in Activation]: NodeRule<Kind>;
};

const NODE_RULES: { readonly [Kind in NodeKind]: NodeRule<Kind> } = {
  linear,
  convolution,
  'max-pool': maxPool,
  add,
  ...activations,
};

/** The rule of a kind of node. */
export function nodeRule<Kind extends NodeKind>(kind: Kind): NodeRule<Kind> {
  return NODE_RULES[kind];
}

/** For people and errors: batch × 28 × 28 × 1. */
export function shapeText(shape: Shape): string {
  return shape.join(' × ');
}

function dense(inputs: number, outputs: number): ParameterShape[] {
  return [
    { name: 'w', shape: [inputs, outputs], initial: { rule: 'he-uniform', inputs }, decay: 'decayed' },
    { name: 'b', shape: [outputs], initial: { rule: 'zero' }, decay: 'kept' },
  ];
}

function imageOf(shape: Shape, where: string): [number, number, number] {
  const numbers = numbersOf(shape);
  if (numbers.length === 3) return numbers as [number, number, number];
  throw new InputError(where, 'an input of batch × height × width × channels', shapeText(shape));
}

function numbersOf(shape: Shape): number[] {
  return shape.filter((axis) => typeof axis === 'number');
}

function symbolsOf(shape: Shape): Shape {
  return shape.filter((axis) => typeof axis !== 'number');
}
