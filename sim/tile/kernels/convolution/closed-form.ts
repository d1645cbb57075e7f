/**
 * Convolution by arithmetic: for each kernel position as many panels as the channels fill, each as long as the rows that
 * have an input there take the longest worker, in pieces of one line.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { ampShape } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { addPanels, pieceCrews, type Run } from '../gemm/closed-form.js';
import { calledTotal, resultOf } from '../shared/total.js';
import { groupSetsOf, positionsOf } from './positions.js';
import type { ConvolutionTask } from './task.js';

export function convolutionForm(task: ConvolutionTask, machine: TileMachine): TileResult {
  const shape = ampShape(machine, task.operands, task.partials);
  const { merged, sets } = groupSetsOf(task, shape);
  const groups = sets * Math.ceil((merged * task.outputChannels) / shape.outputChannels);
  const panels = groups * Math.ceil((merged * task.inputChannels) / shape.inputsPerPanel);
  const zeroing = task.start === 'zero' ? groups : 0;
  const found = positionsOf(task);
  const runs = found.flatMap(({ lines, outputs, positions }, index): Run[] => {
    const crews = (partials: boolean) => () => pieceCrews(lines * outputs, outputs, partials, shape, machine);
    const first = index === 0 ? zeroing : 0;
    return [
      { crews: crews(false), panels: first },
      { crews: crews(true), panels: positions * panels - first },
    ];
  });
  const total = calledTotal(machine, machine.gemm.packedCallCycles, machine.gemm.callIssues);
  addPanels(total, runs, task, machine);
  const rows = found.reduce((sum, { lines, outputs, positions }) => sum + lines * outputs * positions, 0);
  const useful = rows * task.groups * task.inputChannels * task.outputChannels;
  return resultOf(total, total.ampIssues * shape.macsPerIssue, useful);
}
