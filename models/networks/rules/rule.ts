/** What a kind of node makes of its inputs' shapes: output, parameters, multiply-accumulates. One file a family of kinds. */
import { InputError } from '../../input-error.js';
import { elementsOf } from '../../shape.js';
import type { NodeKind, NodeOf, Shape } from '../graph.js';

export interface ParameterShape {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: InitialRule;
  readonly decay: 'decayed' | 'kept';
}

/**
 * How first values are drawn: of weights as the network says (graph.ts); of tables uniform with a deviation of 0.02
 * (that of GPT-2 and BERT, there normal); ones; a row of ones and a row of zeros.
 */
export type InitialRule =
  | { readonly rule: 'weights'; readonly inputs: number }
  | { readonly rule: 'zero' | 'one' | 'scale-shift' | 'table' };

/** What a node makes of its inputs' shapes. */
export interface NodeShapes {
  readonly output: Shape;
  readonly parameters: readonly ParameterShape[];
  /** Lengths whose product is the multiply-accumulates of products for one element of the output, forward. */
  readonly macsPerOutput: Shape;
}

export interface NodeRule<Kind extends NodeKind> {
  /** How many it reads. */
  readonly inputs: readonly number[];
  /** @throws InputError where the node does not fit its inputs */
  readonly shapes: (node: NodeOf<Kind>, inputs: readonly Shape[], where: string) => NodeShapes;
}

/** A node that has no products and learns nothing. */
export function plain(output: Shape): NodeShapes {
  return { output, parameters: [], macsPerOutput: [0] };
}

/** For people and errors: batch × 28 × 28 × 1. */
export function shapeText(shape: Shape): string {
  return shape.join(' × ');
}

/** Height, width and channels. @throws InputError for anything but images */
export function imageOf(shape: Shape, where: string): [number, number, number] {
  const numbers = numbersOf(shape);
  if (numbers.length === 3 && shape.length === 4) return numbers as [number, number, number];
  throw new InputError(where, 'an input of batch × height × width × channels', shapeText(shape));
}

/** The axis of tokens and their width. @throws InputError for anything but tokens */
export function tokensOf(shape: Shape, where: string): [Shape[number], number] {
  const [, tokens, width] = shape;
  if (shape.length === 3 && tokens !== undefined && typeof width === 'number') return [tokens, width];
  throw new InputError(where, 'an input of batch × tokens × width', shapeText(shape));
}

/** The last axis. @throws InputError where it is a symbol */
export function widthOf(shape: Shape, where: string): number {
  const width = shape.at(-1);
  if (typeof width === 'number') return width;
  throw new InputError(where, 'an input whose last axis is a number', shapeText(shape));
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.join() === b.join();
}

function numbersOf(shape: Shape): number[] {
  return shape.filter((axis) => typeof axis === 'number');
}

export function symbolsOf(shape: Shape): Shape {
  return shape.filter((axis) => typeof axis !== 'number');
}

/** Elements of one batch and sequence. */
export function featuresOf(shape: Shape): number {
  return elementsOf(numbersOf(shape));
}
