/**
 * Values joined and cut along tokens [B, S, W] or channels: concat, slice, channels of zeros [B, H, W, before + C +
 * after], every so-manieth place of an image [B, ⌈H ÷ s⌉, ⌈W ÷ s⌉, C]; and a view under other lengths. Backward the
 * reverse.
 */
import type { CutAxis } from '../../../models/networks/graph.js';
import { elementsOf } from '../../../models/shape.js';
import type { StepContext } from '../../ops/emit.js';
import { greatestDivisor, type RearrangeParts, rearrange } from '../../ops/rearrange.js';
import type { Tensor } from '../../ops/tensor.js';
import { type ForwardResult, type Layer, onlyInput, placesOf } from './layer.js';

/** Places `from` to `from + length` of an axis of `whole`, each of `inner` elements, of every value before it. */
interface Cut {
  readonly outer: readonly number[];
  readonly whole: number;
  readonly from: number;
  readonly length: number;
  readonly inner: readonly number[];
}

export function concatForward(context: StepContext, layer: Layer<'concat'>, inputs: readonly Tensor[]): ForwardResult {
  const { forward, dgrad } = placesOf(layer);
  const cuts = cutsOf(inputs, layer.node.axis);
  const output = rearrange(context, forward, joinedParts(cuts), inputs as [Tensor, ...Tensor[]]);
  const backward = (dy: Tensor) => ({
    inputs: cuts.map((cut, i) => rearrange(context, dgrad, { ...slicedParts(cut), ...gradient(`dx.${i + 1}`) }, [dy])),
    parameters: [],
  });
  return { output, backward };
}

export function sliceForward(context: StepContext, layer: Layer<'slice'>, inputs: readonly Tensor[]): ForwardResult {
  const x = onlyInput(layer, inputs);
  const { axis, from = 0, length } = layer.node;
  const cut = { ...aroundAxis(x, axis), from, length };
  return thereAndBack(context, layer, x, [slicedParts(cut), paddedParts(cut)]);
}

export function padForward(context: StepContext, layer: Layer<'pad'>, inputs: readonly Tensor[]): ForwardResult {
  const x = onlyInput(layer, inputs);
  const { before, after } = layer.node;
  const { whole: length, ...around } = aroundAxis(x, 'channels');
  const cut = { ...around, length, from: before, whole: before + length + after };
  return thereAndBack(context, layer, x, [paddedParts(cut), slicedParts(cut)]);
}

export function subsampleForward(
  context: StepContext,
  layer: Layer<'subsample'>,
  inputs: readonly Tensor[],
): ForwardResult {
  const x = onlyInput(layer, inputs);
  const { stride } = layer.node;
  const [images, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const there: Move = {
    function: 'slice',
    shape: [images, rows, columns, channels],
    piece: channels,
    source: (at) => {
      const [line, column] = [Math.floor(at / columns), at % columns];
      return (Math.floor(line / rows) * height + (line % rows) * stride) * width + column * stride;
    },
  };
  const back: Move = {
    function: 'pad',
    shape: x.shape,
    piece: channels,
    source: (at) => {
      const [line, column] = [Math.floor(at / width), at % width];
      const row = line % height;
      if (row % stride !== 0 || column % stride !== 0) return -1;
      return (Math.floor(line / height) * rows + row / stride) * columns + column / stride;
    },
  };
  return thereAndBack(context, layer, x, [there, back]);
}

export function reshapeForward(_: StepContext, layer: Layer<'reshape'>, inputs: readonly Tensor[]): ForwardResult {
  return { output: onlyInput(layer, inputs), backward: (dy) => ({ inputs: [dy], parameters: [] }) };
}

type Move = Omit<RearrangeParts, 'name' | 'role'>;

function thereAndBack(
  context: StepContext,
  layer: Layer<'slice' | 'pad' | 'subsample'>,
  x: Tensor,
  [there, back]: readonly [Move, Move],
): ForwardResult {
  const { forward, dgrad } = placesOf(layer);
  const output = rearrange(context, forward, { ...there, name: 'y', role: 'activation' }, [x]);
  const backward = (dy: Tensor) => ({
    inputs: [rearrange(context, dgrad, { ...back, ...gradient('dx') }, [dy])],
    parameters: [],
  });
  return { output, backward };
}

function gradient(name: string) {
  return { name, role: 'dx' } as const;
}

function aroundAxis({ shape }: Tensor, axis: CutAxis): Pick<Cut, 'outer' | 'whole' | 'inner'> {
  const at = axis === 'channels' ? shape.length - 1 : 1;
  return { outer: shape.slice(0, at), whole: shape[at] as number, inner: shape.slice(at + 1) };
}

/** Where each of several values lies in them side by side. */
function cutsOf(inputs: readonly Tensor[], axis: CutAxis): Cut[] {
  const parts = inputs.map((input) => aroundAxis(input, axis));
  const whole = parts.reduce((sum, part) => sum + part.whole, 0);
  let from = 0;
  return parts.map(({ whole: length, ...around }) => {
    const cut = { ...around, whole, from, length };
    from += length;
    return cut;
  });
}

function slicedParts({ outer, whole, from, length, inner }: Cut): Move {
  const unit = elementsOf(inner);
  const source = (at: number) => Math.floor(at / length) * whole + from + (at % length);
  return { function: 'slice', shape: [...outer, length, ...inner], piece: length * unit, unit, source };
}

function paddedParts({ outer, whole, from, length, inner }: Cut): Move {
  const unit = elementsOf(inner);
  const source = (at: number) => {
    const place = (at % whole) - from;
    return place < 0 || place >= length ? -1 : Math.floor(at / whole) * length + place;
  };
  return { function: 'pad', shape: [...outer, whole, ...inner], piece: length * unit, unit, source };
}

function joinedParts(cuts: readonly Cut[]): RearrangeParts {
  const [{ outer, whole, inner }] = cuts as [Cut];
  const unit = elementsOf(inner);
  const source = (at: number) => {
    const place = at % whole;
    const { from, length } = cuts.findLast((cut) => cut.from <= place) as Cut;
    return elementsOf(outer) * from + Math.floor(at / whole) * length + place - from;
  };
  const together = cuts.map(({ length }) => length).reduce(greatestDivisor) * unit;
  const shape = [...outer, whole, ...inner];
  return { name: 'y', role: 'activation', function: 'concat', shape, piece: together, unit, source };
}
