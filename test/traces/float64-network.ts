/**
 * An independent float64 forward pass, written for the tests alone: direct loops over values of any shape, no patches, no
 * matrices. Returns the mean cross-entropy.
 */
import type { NetworkGraph, NodeOf, NodeRecord } from '../../models/networks/graph.js';

/**
 * Parameters by layer id and name: w [inputs × outputs] (kernel row, kernel column, channel of convolutions), b, …; of a
 * dropout its mask, what each element is multiplied by.
 */
export type Weights = ReadonlyMap<string, Readonly<Record<string, readonly number[]>>>;

/** Row-major, the batch first. */
interface Value {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Parameters = Readonly<Record<string, readonly number[]>>;

const EPSILON = 1e-5;

export function meanLoss(
  network: NetworkGraph,
  weights: Weights,
  images: readonly (readonly number[])[],
  labels: readonly number[],
): number {
  const [first] = network.inputs;
  const axes = (first?.shape ?? []).slice(1).map((axis) => (typeof axis === 'number' ? axis : (network.sequence ?? 0)));
  const id = first?.id ?? '';
  const values = new Map<string, Value>([[id, { shape: [images.length, ...axes], data: images.flat() }]]);
  const logits = values.get(runNodes(network.nodes, '', id, values, weights)) as Value;
  const classes = logits.shape.at(-1) ?? 1;
  const losses = labels.map((label, i) => {
    const row = logits.data.slice(i * classes, (i + 1) * classes);
    return Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) - (row[label] ?? 0);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Runs nodes one after another; a block as often as it repeats. @returns the id of the last value */
function runNodes(
  nodes: NetworkGraph['nodes'],
  prefix: string,
  first: string,
  values: Map<string, Value>,
  weights: Weights,
): string {
  let before = first;
  for (const node of nodes) {
    if (node.kind === 'block') {
      for (let i = 1; i <= node.repeat; i++) before = runNodes(node.nodes, `${node.id}.${i}.`, before, values, weights);
      continue;
    }
    const names = node.inputs?.map((name) => (name === 'input' ? first : prefix + name)) ?? [before];
    const inputs = names.map((name) => values.get(name) as Value);
    before = prefix + node.id;
    values.set(before, nodeValue(node, inputs, { ...tableOf(node, weights), ...weights.get(before) }));
  }
  return before;
}

/** Weights of a linear layer that are another's table, turned. */
function tableOf(node: NodeRecord, weights: Weights): Parameters {
  if (node.kind !== 'linear' || node.weights === undefined) return {};
  const table = weights.get(node.weights)?.table ?? [];
  const width = table.length / node.outputs;
  return { w: table.map((_, i) => table[(i % node.outputs) * width + Math.floor(i / node.outputs)] ?? 0) };
}

function nodeValue(node: NodeRecord, inputs: readonly Value[], parameters: Parameters): Value {
  const [x, other] = inputs as [Value, Value];
  const each = (f: (value: number) => number): Value => ({ ...x, data: x.data.map(f) });
  switch (node.kind) {
    case 'relu':
      return each((v) => Math.max(0, v));
    case 'gelu':
      return each((v) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))));
    case 'silu':
      return each((v) => v / (1 + Math.exp(-v)));
    case 'sigmoid':
      return each((v) => 1 / (1 + Math.exp(-v)));
    case 'tanh':
      return each(Math.tanh);
    case 'add':
      return { ...x, data: x.data.map((v, i) => v + (other.data[i] ?? 0)) };
    case 'multiply':
      return { ...x, data: x.data.map((v, i) => v * factorAt(x, other, i)) };
    case 'linear':
      return linear(node, x, parameters);
    case 'convolution':
      return convolved(node, x, parameters);
    case 'max-pool': {
      const { size, kernel = size ?? 1, stride = size ?? 1, padding = 0 } = node;
      return pooled(x, { kernel, stride, padding }, (inside) => Math.max(...inside));
    }
    case 'average-pool':
      return pooled(x, { ...node, padding: node.padding ?? 0 }, (inside) => sumOf(inside) / node.kernel ** 2);
    case 'global-average-pool': {
      const [batch, height = 1, , channels = 1] = x.shape;
      const means = pooled(x, { kernel: height, stride: 1, padding: 0 }, (inside) => sumOf(inside) / inside.length);
      return { shape: [batch ?? 1, channels], data: means.data };
    }
    case 'batch-norm':
      return normed(x, parameters['scale-shift'] ?? [], 'columns');
    case 'layer-norm':
      return normed(x, parameters['scale-shift'] ?? [], 'rows');
    case 'rms-norm': {
      const width = x.shape.at(-1) ?? 1;
      const sizes = rowsOf(x).map((row) => Math.sqrt(sumOf(row.map((v) => v * v)) / width + EPSILON));
      const scale = (i: number) => (parameters.scale?.[i % width] ?? 1) / (sizes[Math.floor(i / width)] ?? 1);
      return { ...x, data: x.data.map((v, i) => v * scale(i)) };
    }
    case 'token': {
      const batch = parameters.batch?.[0] ?? 1;
      return {
        shape: [batch, 1, node.width],
        data: Array.from({ length: batch }, () => parameters.table ?? []).flat(),
      };
    }
    case 'embedding': {
      const row = (number: number) => (parameters.table ?? []).slice(number * node.width, (number + 1) * node.width);
      return { shape: [...x.shape, node.width], data: x.data.flatMap(row) };
    }
    case 'dropout':
      return { ...x, data: x.data.map((v, i) => v * (parameters.mask?.[i] ?? 0)) };
    case 'positions': {
      const size = (x.shape[1] ?? 1) * (x.shape[2] ?? 1);
      return { ...x, data: x.data.map((v, i) => v + (parameters.table?.[i % size] ?? 0)) };
    }
    case 'attention':
      return attended(node, inputs);
    case 'reshape':
      return { ...x, shape: [x.shape[0] ?? 1, ...node.shape] };
    case 'concat':
      return concatenated(node, inputs);
    case 'slice': {
      const { axis, from = 0, length } = node;
      return along(x, axis === 'tokens' ? 1 : x.shape.length - 1, length, (place) => place + from);
    }
    case 'pad': {
      const { before, after } = node;
      const at = x.shape.length - 1;
      return along(x, at, before + (x.shape[at] ?? 0) + after, (place) => place - before);
    }
    case 'subsample': {
      const sides = x.shape.slice(1, 3).map((length) => Math.ceil(length / node.stride)) as [number, number];
      const rows = along(x, 1, sides[0], (place) => place * node.stride);
      return along(rows, 2, sides[1], (place) => place * node.stride);
    }
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function rowsOf({ shape, data }: Value): number[][] {
  const width = shape.at(-1) ?? 1;
  return Array.from({ length: data.length / width }, (_, row) => data.slice(row * width, (row + 1) * width));
}

/** Of the same place, or of the image and channel. */
function factorAt(x: Value, factors: Value, i: number): number {
  if (factors.data.length === x.data.length) return factors.data[i] ?? 0;
  const channels = x.shape.at(-1) ?? 1;
  const image = Math.floor(i / (x.data.length / (x.shape[0] ?? 1)));
  return factors.data[image * channels + (i % channels)] ?? 0;
}

function linear({ outputs, axes }: NodeOf<'linear'>, x: Value, { w = [], b }: Parameters): Value {
  const features = w.length / outputs;
  const data = rowsOf({ shape: [features], data: x.data }).flatMap((row) =>
    Array.from({ length: outputs }, (_, o) =>
      row.reduce((sum, value, i) => sum + value * (w[i * outputs + o] ?? 0), b?.[o] ?? 0),
    ),
  );
  return { shape: axes === 'last' ? [...x.shape.slice(0, -1), outputs] : [x.shape[0] ?? 1, outputs], data };
}

interface Window {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation?: number;
}

/** What `f` makes of each window: a function of the value at a tap and a channel, undefined beyond the edge. */
function overWindows(
  x: Value,
  { kernel, stride, padding, dilation = 1 }: Window,
  channels: number,
  f: (at: (ky: number, kx: number, c: number) => number | undefined, channel: number) => number,
): Value {
  const [images, height, width, own] = x.shape as [number, number, number, number];
  const side = (length: number) => Math.floor((length + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
  const data: number[] = [];
  for (let n = 0; n < images; n++)
    for (let row = 0; row < side(height); row++)
      for (let column = 0; column < side(width); column++)
        for (let channel = 0; channel < channels; channel++) {
          const at = (ky: number, kx: number, c: number) => {
            const [y, z] = [row * stride - padding + ky * dilation, column * stride - padding + kx * dilation];
            if (y < 0 || y >= height || z < 0 || z >= width) return undefined;
            return x.data[((n * height + y) * width + z) * own + c];
          };
          data.push(f(at, channel));
        }
  return { shape: [images, side(height), side(width), channels], data };
}

function pooled(x: Value, window: Window, f: (inside: number[]) => number): Value {
  return overWindows(x, window, x.shape[3] ?? 1, (at, channel) => {
    const taps = Array.from({ length: window.kernel ** 2 }, (_, tap) =>
      at(Math.floor(tap / window.kernel), tap % window.kernel, channel),
    );
    return f(taps.filter((value) => value !== undefined));
  });
}

function convolved(node: NodeOf<'convolution'>, x: Value, { w = [], b }: Parameters): Value {
  const { kernel, channels, stride = 1, dilation = 1, groups = 1, padding = (dilation * (kernel - 1)) / 2 } = node;
  const own = (x.shape[3] ?? 1) / groups;
  return overWindows(x, { kernel, stride, padding, dilation }, channels, (at, o) => {
    const first = Math.floor(o / (channels / groups)) * own;
    let sum = b?.[o] ?? 0;
    for (let ky = 0; ky < kernel; ky++)
      for (let kx = 0; kx < kernel; kx++)
        for (let c = 0; c < own; c++) {
          sum += (at(ky, kx, first + c) ?? 0) * (w[((ky * kernel + kx) * own + c) * channels + o] ?? 0);
        }
    return sum;
  });
}

/** Of rows of tokens or columns of channels: (v − mean) ÷ √(variance + ε) · scale + shift. */
function normed(x: Value, parameters: readonly number[], axis: 'rows' | 'columns'): Value {
  const width = x.shape.at(-1) ?? 1;
  const groupOf = (i: number) => (axis === 'rows' ? Math.floor(i / width) : i % width);
  const groups =
    axis === 'rows' ? rowsOf(x) : Array.from({ length: width }, (_, c) => x.data.filter((_v, i) => i % width === c));
  const statistics = groups.map((group) => {
    const mean = sumOf(group) / group.length;
    return [mean, Math.sqrt(sumOf(group.map((v) => (v - mean) ** 2)) / group.length + EPSILON)] as const;
  });
  const data = x.data.map((v, i) => {
    const [mean, deviation] = statistics[groupOf(i)] ?? [0, 1];
    return ((v - mean) / deviation) * (parameters[i % width] ?? 1) + (parameters[width + (i % width)] ?? 0);
  });
  return { ...x, data };
}

function attended({ heads, mask }: NodeOf<'attention'>, inputs: readonly Value[]): Value {
  const parts = inputs.length === 3 ? inputs : thirds(inputs[0] as Value);
  const [q, k, v] = parts as [Value, Value, Value];
  const [batch, queries, width] = q.shape as [number, number, number];
  const [keys, own] = [k.shape[1] ?? 1, width / heads];
  const at = ({ shape, data }: Value, n: number, token: number, c: number) =>
    data[(n * (shape[1] ?? 1) + token) * width + c] ?? 0;
  const data: number[] = [];
  for (let n = 0; n < batch; n++)
    for (let query = 0; query < queries; query++)
      for (let c = 0; c < width; c++) {
        const from = Math.floor(c / own) * own;
        const seen = mask === 'causal' ? query + 1 : keys;
        const powers = Array.from({ length: seen }, (_, key) => {
          const products = Array.from({ length: own }, (_p, i) => at(q, n, query, from + i) * at(k, n, key, from + i));
          return Math.exp(sumOf(products) / Math.sqrt(own));
        });
        data.push(sumOf(powers.map((power, key) => power * at(v, n, key, c))) / sumOf(powers));
      }
  return { ...q, data };
}

/** q, k and v side by side. */
function thirds(x: Value): Value[] {
  const width = (x.shape[2] ?? 3) / 3;
  return [0, 1, 2].map((part) => along(x, 2, width, (place) => part * width + place));
}

/** A value whose axis `at` has `length` places, each that of `source`; zeros where there is none. */
function along({ shape, data }: Value, at: number, length: number, source: (place: number) => number): Value {
  const inner = shape.slice(at + 1).reduce((a, b) => a * b, 1);
  const whole = shape[at] ?? 1;
  const outer = data.length / (whole * inner);
  const made = Array.from({ length: outer * length * inner }, (_, i) => {
    const place = source(Math.floor(i / inner) % length);
    if (place < 0 || place >= whole) return 0;
    return data[(Math.floor(i / (inner * length)) * whole + place) * inner + (i % inner)] ?? 0;
  });
  return { shape: shape.with(at, length), data: made };
}

function concatenated({ axis }: NodeOf<'concat'>, inputs: readonly Value[]): Value {
  const at = axis === 'tokens' ? 1 : (inputs[0]?.shape.length ?? 1) - 1;
  const lengths = inputs.map(({ shape }) => shape[at] ?? 0);
  const padded = inputs.map((input, i) => {
    const from = sumOf(lengths.slice(0, i));
    return along(input, at, sumOf(lengths), (place) => place - from);
  });
  const [first] = padded as [Value];
  return { ...first, data: first.data.map((_, i) => sumOf(padded.map(({ data }) => data[i] ?? 0))) };
}
