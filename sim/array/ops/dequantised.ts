/**
 * What scales of groups cost a product beside its sums: they come to the tiles that use them; each run of k of equal scales
 * is multiplied into a register of floats, or the result once by the tensors' scales, where the unit reads those of blocks.
 * Left out: that each run is a call of its own; blocks' scales that the unit reads take no issues (a stand-in on machines
 * whose unit reads none).
 */
import type { OperandScales, ProductScales } from '../../../records/trace/scales.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import { type ExchangePhase, movedTogether } from '../exchange/phase.js';

/** Lines and places of k that share a scale. */
interface Run {
  readonly lines: number;
  readonly depth: number;
}

export function runOf(scales: OperandScales, side: 'left' | 'right'): Run {
  const { groupRows, groupColumns, order } = scales;
  const alongRows = (side === 'left') === (order === 'rows');
  return alongRows ? { lines: groupRows, depth: groupColumns } : { lines: groupColumns, depth: groupRows };
}

/** The longest run of k whose scales are equal, at most all of it. */
export function runLength({ a, b }: ProductScales, k: number): number {
  const depths = [a === undefined ? k : runOf(a, 'left').depth, b === undefined ? k : runOf(b, 'right').depth];
  return Math.min(k, ...depths);
}

/** What a call does to a tile's block of outputs; nothing where the unit has read all scales. */
export function scaleTask(scales: ProductScales, outputs: number): TileTask | undefined {
  if (scales.appliedBy === 'register') return { kind: 'element-wise', operation: 'dequantise', elements: outputs };
  const isScaled = [scales.a, scales.b].some((operand) => operand?.tensorScale === 'float32');
  // Halves that take as long as floats.
  return isScaled ? { kind: 'element-wise', operation: 'scale', elements: 2 * outputs } : undefined;
}

/** Calls for a tile's part of k. */
export function scaleCalls({ appliedBy }: ProductScales, k: number, run: number): number {
  return appliedBy === 'register' ? Math.ceil(k / run) : 1;
}

/** What one operand's scales are to a tile: its lines, and its part of k. */
export interface ScaledSide {
  readonly scales: OperandScales | undefined;
  readonly side: 'left' | 'right';
  readonly lines: number;
  readonly k: number;
  /** Of all groups of the operand, and of one scale. */
  readonly groups: number;
  readonly bytes: number;
}

/** Scales to the tiles that use them. */
export function scalesArriving(sides: readonly ScaledSide[], tiles: number): ExchangePhase {
  const phases = sides.flatMap(({ scales, side, lines, k, groups, bytes }): ExchangePhase[] => {
    if (scales === undefined) return [];
    const run = runOf(scales, side);
    const most = Math.ceil(lines / run.lines) * Math.ceil(k / run.depth) * bytes;
    const sent = Math.min(groups * bytes, most * tiles);
    return [{ pattern: 'gather', receivedBytesPerTile: most, sentBytes: sent, receivedBytes: most * tiles }];
  });
  return movedTogether(phases);
}
