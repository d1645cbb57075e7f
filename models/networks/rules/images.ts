/** Nodes on images that learn nothing: pooling, thinning, channels of zeros. */
import { InputError } from '../../input-error.js';
import { windowsAlong } from '../../windows.js';
import type { AveragePoolNode, MaxPoolNode, Shape } from '../graph.js';
import { checkWindows } from './products.js';
import { imageOf, type NodeRule, plain, symbolsOf } from './rule.js';

export interface PoolWindow {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

export const maxPool: NodeRule<'max-pool'> = {
  inputs: [1],
  shapes: (node, [input = []], where) => {
    const [height, width] = imageOf(input, where);
    const { size } = node;
    if (size !== undefined && (height % size !== 0 || width % size !== 0)) {
      throw new InputError(`${where} size`, `a height and width that ${size} divides`, `${height} × ${width}`);
    }
    return pooled(poolWindow(node, where), input, where);
  },
};

export const averagePool: NodeRule<'average-pool'> = {
  inputs: [1],
  shapes: (node, [input = []], where) => pooled(poolWindow(node, where), input, where),
};

/** @throws InputError where neither a size nor a kernel and a stride is said, or both, or zeros alone fill a window */
export function poolWindow(node: MaxPoolNode | AveragePoolNode, where: string): PoolWindow {
  const { kernel, stride, padding } = node;
  const size = node.kind === 'max-pool' ? node.size : undefined;
  if (size !== undefined) {
    const more = [kernel, stride, padding].some((value) => value !== undefined);
    if (more) throw new InputError(where, 'size, or kernel and stride', 'both');
    return { kernel: size, stride: size, padding: 0 };
  }
  if (kernel === undefined || stride === undefined)
    throw new InputError(where, 'size, or kernel and stride', 'neither');
  if (padding !== undefined && 2 * padding > kernel) {
    throw new InputError(`${where} padding`, `at most half of the kernel, ${kernel}`, String(padding));
  }
  return { kernel, stride, padding: padding ?? 0 };
}

function pooled(window: PoolWindow, input: Shape, where: string) {
  const [height, width, channels] = imageOf(input, where);
  const sides = [windowsAlong(height, window), windowsAlong(width, window)];
  checkWindows(sides, input, where);
  return plain([...symbolsOf(input), ...sides, channels]);
}

export const globalAveragePool: NodeRule<'global-average-pool'> = {
  inputs: [1],
  shapes: (_node, [input = []], where) => {
    const [height, width, channels] = imageOf(input, where);
    if (height !== width) throw new InputError(where, 'a square image', `${height} × ${width}`);
    return plain([...symbolsOf(input), channels]);
  },
};

export const subsample: NodeRule<'subsample'> = {
  inputs: [1],
  shapes: ({ stride }, [input = []], where) => {
    const [height, width, channels] = imageOf(input, where);
    return plain([...symbolsOf(input), Math.ceil(height / stride), Math.ceil(width / stride), channels]);
  },
};

export const pad: NodeRule<'pad'> = {
  inputs: [1],
  shapes: ({ before, after }, [input = []], where) => {
    const [height, width, channels] = imageOf(input, where);
    if (before + after === 0) throw new InputError(where, 'channels before or after', 'neither');
    return plain([...symbolsOf(input), height, width, before + channels + after]);
  },
};
