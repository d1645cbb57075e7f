/**
 * n × 1 convolution by arithmetic: for each kernel position as many panels as the channels fill, each as long
 * as the rows that have an input there take the longest worker, in pieces of one line.
 */
import type { TileMachine } from '../../../models/machines/machine.js';
import { type AmpShape, ampShape } from '../amp-shape.js';
import { positionsOf } from '../convolution-shape.js';
import type { TileResult } from '../result.js';
import type { ConvolutionTask } from '../tile-task.js';
import { addPanels, pieceCrews } from './gemm.js';
import { addLaunches, calledTotal, resultOf, type Total } from './total.js';

export function convolutionForm(task: ConvolutionTask, machine: TileMachine): TileResult {
  const { lines, inputChannels, outputChannels } = task;
  const shape = ampShape(machine, task.operands, task.partials);
  const groups = Math.ceil(outputChannels / shape.outputChannels);
  const panels = groups * Math.ceil(inputChannels / shape.inputsPerPanel);
  const { counts } = positionsOf(task);
  const total = calledTotal(machine.gemm.packedCallCycles, machine.gemm.callIssues);
  addPanels(total, 'packed', task.coefficients, counts.length * panels, machine);
  const zeroing = task.start === 'zero' ? groups : 0;
  let rows = 0;
  counts.forEach((count, index) => {
    rows += lines * count;
    addPosition(total, { rows: lines * count, count, panels, zeroing: index === 0 ? zeroing : 0, shape }, machine);
  });
  return resultOf(total, total.ampIssues * shape.macsPerIssue, rows * inputChannels * outputChannels);
}

interface Position {
  /** Of all lines, and of each. */
  readonly rows: number;
  readonly count: number;
  readonly panels: number;
  /** Panels among them that start from zero. */
  readonly zeroing: number;
  readonly shape: AmpShape;
}

function addPosition(total: Total, position: Position, machine: TileMachine): void {
  const { rows, count, panels, zeroing, shape } = position;
  if (zeroing > 0) addLaunches(total, pieceCrews(rows, count, false, shape, machine), zeroing);
  addLaunches(total, pieceCrews(rows, count, true, shape, machine), panels - zeroing);
}
