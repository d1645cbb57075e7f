/**
 * Attention: softmax(q · kᵀ / √d + mask) · v for each of H heads of width d; q, k and v [B, S, H·d] apart or side by side.
 *   backward  dv = pᵀ · dy, dp = dy · vᵀ, ds = softmax′(p, dp), dq = ds · k, dk = dsᵀ · q
 * Every operand of a product is cast to the format of its role, before heads are split where nothing comes between. Left
 * out: attention in one kernel, without scores in memory.
 */
import type { Place, StepContext } from '../../ops/emit.js';
import { gemm } from '../../ops/gemm.js';
import { ALONG_ROWS, DOWN_COLUMNS, isGrouped } from '../../ops/grouping.js';
import { softmax } from '../../ops/softmax.js';
import type { Tensor } from '../../ops/tensor.js';
import { transpose } from '../../ops/transpose.js';
import { bothWays, type Directed, directedOperand } from './directed.js';
import { type HeadShape, joinedHeads, mergedHeads, slicedHeads, splitHeads, turnedHeads } from './heads.js';
import { type BackwardResult, type ForwardResult, type Layer, placesOf } from './layer.js';
import { operandOf } from './operands.js';

type Attention = Layer<'attention'>;
const NAMES = ['q', 'k', 'v'] as const;

export function attentionForward(context: StepContext, layer: Attention, inputs: readonly Tensor[]): ForwardResult {
  const { forward } = placesOf(layer);
  const shapes = shapesOf(layer, inputs);
  const [q, k, v] = operandsOf(context, layer, inputs, shapes);
  const scores = gemm(
    context,
    forward,
    'scores',
    'activation',
    q.rows,
    transpose(context, forward, 'k.transposed', k.rows),
  );
  const shares = softmax(context, forward, { ...softmaxOf(layer, shapes.q), name: 'shares', role: 'activation' }, [
    scores,
  ]);
  const operand = readBothWays(context, layer, forward, 'shares.cast', shares, 'activation');
  const mixed = gemm(context, forward, 'mixed', 'activation', operand.rows, v.columns);
  const output = mergedHeads(context, forward, { name: 'y', role: 'activation' }, mixed, shapes.q);
  const saved = { q, k, v, shares, operand, shapes, fused: inputs.length === 1 };
  return { output, backward: (dy) => attentionBackward(context, layer, saved, dy) };
}

interface Saved {
  /** In heads [B·H, S, d], cast. */
  readonly q: Directed;
  readonly k: Directed;
  readonly v: Directed;
  /** Result of the softmax, and as an operand. */
  readonly shares: Tensor;
  readonly operand: Directed;
  readonly shapes: { readonly q: HeadShape; readonly k: HeadShape };
  /** Whether q, k and v are one value. */
  readonly fused: boolean;
}

function attentionBackward(context: StepContext, layer: Attention, saved: Saved, dy: Tensor): BackwardResult {
  const { dgrad } = placesOf(layer);
  const { q, k, v, shares, operand, shapes } = saved;
  const isLate = isGrouped(context.recipe.roles.dx.scaling);
  const cast = isLate ? dy : operandOf(context, layer, dgrad, 'dy.cast', dy, 'dx');
  const heads = splitHeads(context, dgrad, { name: 'dy.heads', role: 'dx' }, cast, shapes.q);
  const dmixed = isLate ? readBothWays(context, layer, dgrad, 'dy.cast', heads, 'dx') : bothWays(heads);
  const turned = transpose(context, dgrad, 'shares.transposed', operand.columns);
  const dv = gemm(context, dgrad, 'dv', 'dx', turned, dmixed.columns);
  const dshares = gemm(context, dgrad, 'dshares', 'dx', dmixed.rows, transpose(context, dgrad, 'v.transposed', v.rows));
  const back = { ...softmaxOf(layer, shapes.q), function: 'softmax-backward', name: 'dscores', role: 'dx' } as const;
  const scored = softmax(context, dgrad, back, [shares, dshares]);
  const dscores = readBothWays(context, layer, dgrad, 'dscores.cast', scored, 'dx');
  const dq = gemm(context, dgrad, 'dq', 'dx', dscores.rows, k.columns);
  const dscoresTurned = transpose(context, dgrad, 'dscores.transposed', dscores.columns);
  const dk = gemm(context, dgrad, 'dk', 'dx', dscoresTurned, q.columns);
  return { inputs: inputGradients(context, layer, saved, [dq, dk, dv]), parameters: [] };
}

/** Gradients of q, k and v out of heads, and turned back. */
function inputGradients(
  context: StepContext,
  layer: Attention,
  { shapes, fused }: Saved,
  gradients: readonly [Tensor, Tensor, Tensor],
): Tensor[] {
  const { dgrad } = placesOf(layer);
  const straight = gradients.map((gradient, i) =>
    layer.node.positions === 'rotary' && i < 2
      ? turnedHeads(context, dgrad, { name: `d${NAMES[i]}.turned`, role: 'dx', direction: 'back' }, gradient)
      : gradient,
  ) as [Tensor, Tensor, Tensor];
  if (fused) return [joinedHeads(context, dgrad, { name: 'dx', role: 'dx' }, straight, shapes.q)];
  return straight.map((gradient, i) => {
    const shape = i === 0 ? shapes.q : shapes.k;
    return mergedHeads(context, dgrad, { name: `d${NAMES[i]}.merged`, role: 'dx' }, gradient, shape);
  });
}

/** q, k and v in heads, in the format of activations. */
function operandsOf(
  context: StepContext,
  layer: Attention,
  inputs: readonly Tensor[],
  shapes: Saved['shapes'],
): [Directed, Directed, Directed] {
  const { forward } = placesOf(layer);
  const isLate = isGrouped(context.recipe.roles.activation.scaling);
  const rotary = layer.node.positions === 'rotary';
  const late = (name: string, x: Tensor) =>
    readBothWays(context, layer, forward, `${name}.cast`, x, 'activation', name === 'v' ? 'columns' : 'rows');
  const cast = (name: string, x: Tensor) =>
    isLate ? x : operandOf(context, layer, forward, `${name}.cast`, x, 'activation');
  const [whole] = inputs as [Tensor];
  const fused = inputs.length === 1 && !rotary ? cast('x', whole) : whole;
  return NAMES.map((name, i) => {
    const turned = rotary && i < 2;
    const parts = { name: `${name}.heads`, role: 'activation' } as const;
    const shape = i === 0 ? shapes.q : shapes.k;
    const input = inputs[i];
    const heads =
      input === undefined || inputs.length === 1
        ? slicedHeads(context, forward, parts, fused, { ...shape, part: i })
        : splitHeads(context, forward, parts, turned ? input : cast(name, input), shape);
    if (!turned) return castAlready(inputs, rotary) && !isLate ? bothWays(heads) : late(name, heads);
    const straight = { name: `${name}.turned`, role: 'activation', direction: 'forth' } as const;
    return late(name, turnedHeads(context, forward, straight, heads));
  }) as [Directed, Directed, Directed];
}

/** Matrices that products read along both axes in training. @param forward the axis of the product forward */
function readBothWays(
  context: StepContext,
  layer: Attention,
  place: Place,
  name: string,
  input: Tensor,
  role: 'activation' | 'dx',
  forward: 'rows' | 'columns' = 'rows',
): Directed {
  const read = context.pass === 'training' ? 'both' : forward;
  return directedOperand(context, layer, place, {
    ...{ name, input, role, rows: ALONG_ROWS, columns: DOWN_COLUMNS, read },
    columnsIn: 'other',
  });
}

/** All but a fused value that is turned, which is cast head by head. */
function castAlready(inputs: readonly Tensor[], rotary: boolean): boolean {
  return !rotary || inputs.length === 3;
}

function shapesOf({ node: { heads } }: Attention, inputs: readonly Tensor[]): Saved['shapes'] {
  const [first, second = first] = inputs as [Tensor, Tensor?];
  const width = (first.shape[2] as number) / (inputs.length === 1 ? 3 : 1);
  const of = ({ shape: [batch, tokens] }: Tensor) =>
    ({ batch: batch as number, tokens: tokens as number, heads, width: width / heads }) as const;
  return { q: of(first), k: of(second) };
}

function softmaxOf({ node: { mask = 'none' } }: Attention, { width }: HeadShape) {
  return { function: 'softmax', mask, scale: 1 / Math.sqrt(width) } as const;
}
