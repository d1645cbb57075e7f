/**
 * n × 1 convolution by arithmetic: for each kernel position as many panels as the channels fill, each as long
 * as the rows that have an input there take the longest worker, in pieces of one line.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { ampShape } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { addPanels, pieceCrews, type Run } from '../gemm/closed-form.js';
import { calledTotal, resultOf } from '../shared/total.js';
import { positionsOf } from './positions.js';
import type { ConvolutionTask } from './task.js';

export function convolutionForm(task: ConvolutionTask, machine: TileMachine): TileResult {
  const { lines, inputChannels, outputChannels } = task;
  const shape = ampShape(machine, task.operands, task.partials);
  const groups = Math.ceil(outputChannels / shape.outputChannels);
  const panels = groups * Math.ceil(inputChannels / shape.inputsPerPanel);
  const { counts } = positionsOf(task);
  const zeroing = task.start === 'zero' ? groups : 0;
  const runs = counts.flatMap((count, index): Run[] => {
    const crews = (partials: boolean) => () => pieceCrews(lines * count, count, partials, shape, machine);
    const first = index === 0 ? zeroing : 0;
    return [
      { crews: crews(false), panels: first },
      { crews: crews(true), panels: panels - first },
    ];
  });
  const total = calledTotal(machine, machine.gemm.packedCallCycles, machine.gemm.callIssues);
  addPanels(total, runs, task, machine);
  const rows = lines * counts.reduce((sum, count) => sum + count, 0);
  return resultOf(total, total.ampIssues * shape.macsPerIssue, rows * inputChannels * outputChannels);
}
