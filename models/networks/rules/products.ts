/** Nodes with weights: linear layers, convolutions, embeddings, learned tokens and positions. */
import { InputError } from '../../input-error.js';
import { windowsAlong } from '../../windows.js';
import type { ConvolutionNode, Shape } from '../graph.js';
import {
  featuresOf,
  imageOf,
  type NodeRule,
  type ParameterShape,
  plain,
  shapeText,
  symbolsOf,
  tokensOf,
  widthOf,
} from './rule.js';

export const linear: NodeRule<'linear'> = {
  inputs: [1],
  shapes: ({ outputs, axes = 'all', bias = true }, [input = []], where) => {
    const features = axes === 'all' ? featuresOf(input) : widthOf(input, where);
    const output = [...(axes === 'all' ? symbolsOf(input) : input.slice(0, -1)), outputs];
    return { output, parameters: dense(features, outputs, bias), macsPerOutput: [features] };
  },
};

export const convolution: NodeRule<'convolution'> = {
  inputs: [1],
  shapes: (node, [input = []], where) => {
    const [height, width, inputChannels] = imageOf(input, where);
    const { kernel, channels, bias = true } = node;
    const { stride, padding, dilation, groups } = windowOf(node, where);
    if (inputChannels % groups !== 0 || channels % groups !== 0) {
      throw new InputError(`${where} groups`, `channels that ${groups} divides`, `${inputChannels} and ${channels}`);
    }
    const side = (length: number) => windowsAlong(length, { kernel, stride, padding, dilation });
    checkWindows([side(height), side(width)], input, where);
    const features = (kernel * kernel * inputChannels) / groups;
    const output = [...symbolsOf(input), side(height), side(width), channels];
    return { output, parameters: dense(features, channels, bias), macsPerOutput: [features] };
  },
};

/** A convolution's window with what it leaves unsaid. @throws InputError for an even kernel without padding, or one place with gaps */
export function windowOf(node: ConvolutionNode, where: string) {
  const { kernel, stride = 1, dilation = 1, groups = 1, padding = (dilation * (kernel - 1)) / 2 } = node;
  if (node.padding === undefined && kernel % 2 === 0) {
    throw new InputError(`${where} kernel`, 'an odd kernel, or a padding', String(kernel));
  }
  if (kernel === 1 && dilation > 1) throw new InputError(`${where} dilation`, '1 of a kernel of 1', String(dilation));
  return { kernel, stride, padding, dilation, groups };
}

/** @param sides of the output @throws InputError where no window fits */
export function checkWindows(sides: readonly number[], input: Shape, where: string): void {
  if (sides.every((side) => side > 0)) return;
  throw new InputError(`${where} kernel`, 'a kernel that the padded image holds', `one for ${shapeText(input)}`);
}

export const embedding: NodeRule<'embedding'> = {
  inputs: [1],
  shapes: ({ entries, width }, [input = []], where) => {
    if (input.some((axis) => typeof axis === 'number')) {
      throw new InputError(where, 'an input of numbers of tokens, batch × sequence', shapeText(input));
    }
    return { ...plain([...input, width]), parameters: [tableOf(entries, width)] };
  },
};

export const positions: NodeRule<'positions'> = {
  inputs: [1],
  shapes: ({ values = 'learned', entries }, [input = []], where) => {
    const [tokens, width] = tokensOf(input, where);
    if (values === 'sinusoidal') {
      if (entries !== undefined) throw new InputError(`${where} entries`, 'none of sinusoidal values', String(entries));
      return plain(input);
    }
    const places = entries ?? tokens;
    if (typeof places !== 'number') throw new InputError(`${where} entries`, 'the places of the table', 'none');
    if (typeof tokens === 'number' && tokens > places) {
      throw new InputError(`${where} entries`, `at least the ${tokens} tokens`, String(places));
    }
    return { ...plain(input), parameters: [tableOf(places, width)] };
  },
};

export const token: NodeRule<'token'> = {
  inputs: [0],
  shapes: ({ width }) => ({ ...plain(['batch', 1, width]), parameters: [tableOf(1, width)] }),
};

function dense(inputs: number, outputs: number, bias: boolean): ParameterShape[] {
  const w: ParameterShape = {
    name: 'w',
    shape: [inputs, outputs],
    initial: { rule: 'weights', inputs },
    decay: 'decayed',
  };
  return bias ? [w, { name: 'b', shape: [outputs], initial: { rule: 'zero' }, decay: 'kept' }] : [w];
}

function tableOf(entries: number, width: number): ParameterShape {
  return { name: 'table', shape: [entries, width], initial: { rule: 'table' }, decay: 'decayed' };
}
