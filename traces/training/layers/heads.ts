/** Heads of attention: [B, S, H·d] to [B·H, S, d] and back, one value or three side by side, and pairs turned by place. */
import type { Role } from '../../../records/trace/tensor.js';
import { elementWise } from '../../ops/element-wise.js';
import { newTensor, type Place, type StepContext } from '../../ops/emit.js';
import { rearrange } from '../../ops/rearrange.js';
import { asMatrix, type Tensor } from '../../ops/tensor.js';

export interface HeadShape {
  readonly batch: number;
  readonly tokens: number;
  readonly heads: number;
  /** Of a head. */
  readonly width: number;
}

interface Parts {
  readonly name: string;
  readonly role: Role;
}

/** [B, S, H·d] → [B·H, S, d]. */
export function splitHeads(context: StepContext, place: Place, parts: Parts, x: Tensor, shape: HeadShape): Tensor {
  const whole = { ...parts, function: 'split-heads', ...inHeads(shape) } as const;
  return rearrange(context, place, { ...whole, source: sourceOfHead(shape, 0, 1) }, [x]);
}

/** Part 0, 1 or 2 of [B, S, 3·H·d] → [B·H, S, d]. */
export function slicedHeads(
  context: StepContext,
  place: Place,
  parts: Parts,
  x: Tensor,
  shape: HeadShape & { readonly part: number },
): Tensor {
  const sliced = { ...parts, function: 'slice', ...inHeads(shape) } as const;
  return rearrange(context, place, { ...sliced, source: sourceOfHead(shape, shape.part, 3) }, [x]);
}

/** [B·H, S, d] → [B, S, H·d]. */
export function mergedHeads(context: StepContext, place: Place, parts: Parts, x: Tensor, shape: HeadShape): Tensor {
  const { batch, tokens, heads, width } = shape;
  const merged = { ...parts, function: 'merge-heads', shape: [batch, tokens, heads * width], piece: width } as const;
  return rearrange(context, place, { ...merged, source: (at) => headPlace(shape, at) }, [x]);
}

/** Three of [B·H, S, d] → [B, S, 3·H·d]. */
export function joinedHeads(
  context: StepContext,
  place: Place,
  parts: Parts,
  xs: readonly [Tensor, Tensor, Tensor],
  shape: HeadShape,
): Tensor {
  const { batch, tokens, heads, width } = shape;
  const joined = { ...parts, function: 'concat', shape: [batch, tokens, 3 * heads * width], piece: width } as const;
  const source = (at: number) => {
    const part = Math.floor(at / heads) % 3;
    const token = Math.floor(at / (3 * heads));
    return part * batch * heads * tokens + headPlace(shape, token * heads + (at % heads));
  };
  return rearrange(context, place, { ...joined, source }, xs);
}

function inHeads({ batch, tokens, heads, width }: HeadShape) {
  return { shape: [batch * heads, tokens, width], piece: width };
}

/** Where head h of token s of example b stands in [B, S, parts, H]. */
function sourceOfHead({ tokens, heads }: HeadShape, part: number, parts: number): (at: number) => number {
  return (at) => {
    const [token, row] = [at % tokens, Math.floor(at / tokens)];
    const example = Math.floor(row / heads);
    return ((example * tokens + token) * parts + part) * heads + (row % heads);
  };
}

/** Where piece `at` of [B, S, H] stands in [B·H, S]. */
function headPlace({ tokens, heads }: HeadShape, at: number): number {
  const [head, row] = [at % heads, Math.floor(at / heads)];
  return (Math.floor(row / tokens) * heads + head) * tokens + (row % tokens);
}

/** Each pair of a head's columns turned by its token's place; the angles are constants. */
export function turnedHeads(
  context: StepContext,
  place: Place,
  { name, role, direction }: Parts & { readonly direction: 'forth' | 'back' },
  heads: Tensor,
): Tensor {
  const [, tokens, width] = heads.shape as [number, number, number];
  const { storage } = context.recipe;
  const table = { name: `angles.${direction}`, role: 'state', shape: [tokens, width], format: storage } as const;
  const angles = newTensor(context, place, table);
  const parts = { name, role, function: 'rotary' } as const;
  return { ...elementWise(context, place, parts, [asMatrix(heads, tokens * width), angles]), shape: heads.shape };
}
