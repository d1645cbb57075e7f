/** Which outputs have an input at each kernel position, and how groups of channels share panels. */
import type { AmpShape } from '../../amp-shape.js';
import type { ConvolutionTask } from './task.js';

/** Kernel positions at which as many outputs have an input: so many lines of so many outputs. */
export interface PositionRun {
  readonly lines: number;
  readonly outputs: number;
  /** How many such positions. */
  readonly positions: number;
}

/** One axis of a block, with what windows reach beyond its two ends. */
export interface WindowAxis {
  readonly length: number;
  readonly before: number;
  readonly after: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

/** Windows along an axis; none where they are longer than it. */
function windowsIn({ length, before, after, kernel, stride, dilation }: WindowAxis): number {
  return Math.max(0, Math.floor((length + before + after - dilation * (kernel - 1) - 1) / stride) + 1);
}

/** For each kernel position of an axis, how many windows have an input there. */
export function countsAlong(axis: WindowAxis): number[] {
  const windows = windowsIn(axis);
  return Array.from({ length: axis.kernel }, (_, position) => countAt(axis, windows, position));
}

/** Whether any window has an input. */
export function meetsBlock(axis: WindowAxis): boolean {
  const windows = windowsIn(axis);
  for (let position = 0; position < axis.kernel; position++) {
    if (countAt(axis, windows, position) > 0) return true;
  }
  return false;
}

function countAt({ length, before, stride, dilation }: WindowAxis, windows: number, position: number): number {
  const offset = before - dilation * position;
  const first = Math.max(0, Math.ceil(offset / stride));
  const end = Math.min(windows, Math.floor((length - 1 + offset) / stride) + 1);
  return Math.max(0, end - first);
}

export function axesOf(task: ConvolutionTask): { readonly vertical: WindowAxis; readonly horizontal: WindowAxis } {
  const { height, width, top, bottom, left, right, kernel, stride, dilation } = task;
  return {
    vertical: { length: height, before: top, after: bottom, kernel, stride, dilation },
    horizontal: { length: width, before: left, after: right, kernel, stride, dilation },
  };
}

/** Positions that have any input, those of most outputs first: the first of them starts the sums. */
export function positionsOf(task: ConvolutionTask): PositionRun[] {
  const { vertical, horizontal } = axesOf(task);
  const columns = tallied(countsAlong(horizontal));
  const runs = tallied(countsAlong(vertical)).flatMap(([rows, rowPositions]) =>
    columns.map(
      ([outputs, positions]): PositionRun => ({
        lines: task.images * rows,
        outputs,
        positions: rowPositions * positions,
      }),
    ),
  );
  return runs.sort((a, b) => b.lines * b.outputs - a.lines * a.outputs || b.outputs - a.outputs);
}

/** Counts other than none, and how often each is there. */
function tallied(counts: readonly number[]): [count: number, times: number][] {
  const times = new Map<number, number>();
  for (const count of counts) if (count > 0) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times];
}

/** Groups whose channels stand side by side in a panel, zeros beside each, and how many such sets there are. */
export interface GroupSets {
  readonly merged: number;
  readonly sets: number;
}

/** As many groups as the unit has channels for, all sets equal. */
export function groupSetsOf({ groups, outputChannels }: ConvolutionTask, shape: AmpShape): GroupSets {
  let merged = Math.max(1, Math.min(groups, Math.floor(shape.outputChannels / outputChannels)));
  while (groups % merged !== 0) merged--;
  return { merged, sets: groups / merged };
}
