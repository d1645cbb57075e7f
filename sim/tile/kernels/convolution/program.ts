/**
 * Convolution on the AMP: a product whose K runs over kernel positions and, within one, over input channels. For each
 * group of output channels, kernel position and panel of channels the supervisor loads a panel and launches; the workers
 * share the rows (lines × outputs) that have an input at that position. An input row is `stride` rows from the one before,
 * a stride of the port's own (ld2xst64pace), so that a row costs what a row of a product costs; a piece ends with its
 * line, where addresses are set up again. The position with an input for most outputs comes first and starts the sums.
 * Groups with few channels stand side by side in a panel, with zeros where one's inputs meet another's outputs.
 * Source: osmarks/ipu-stack device/gemm_f16_amp.S for rows and pieces (packed output), graphcore/poplibs
 * ConvPartialnx1 for the order. Not measured: that a piece of a line costs what a piece of a packed output
 * costs is assumed. Left out: clearing outputs that the first position has no input for, activity.
 */

import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { type AmpShape, ampShape } from '../../amp-shape.js';
import { turnCycles } from '../../barrel.js';
import type { TileProgram, WorkerProgram } from '../../engines/program.js';
import { evenShares } from '../../shares.js';
import { firstRowsOf, GEMM_ELEMENTS, type Pass, piecewiseWorkers } from '../gemm/program.js';
import { panelSteps } from '../shared/panel-program.js';
import { groupSetsOf, type PositionRun, positionsOf } from './positions.js';
import type { ConvolutionTask } from './task.js';

export function convolutionProgram(task: ConvolutionTask, machine: TileMachine): TileProgram {
  const shape = ampShape(machine, task.operands, task.partials);
  const { merged, sets } = groupSetsOf(task, shape);
  const [k, n] = [merged * task.inputChannels, merged * task.outputChannels];
  const positionPanels = Math.ceil(k / shape.inputsPerPanel);
  const setColumnGroups = Math.ceil(n / shape.outputChannels);
  const found = positionsOf(task);
  const first: Pass = task.start === 'zero' ? 'zeroing' : 'accumulating';
  const runs = found.flatMap((run, index) => {
    const zeroed = index === 0 ? 1 : 0;
    return [
      { workers: workersOf(run, shape, first, machine), panels: zeroed },
      { workers: workersOf(run, shape, 'accumulating', machine), panels: run.positions * positionPanels - zeroed },
    ];
  });
  const rows = found.reduce((sum, { lines, outputs, positions }) => sum + lines * outputs * positions, 0);
  const [most] = found as [PositionRun];
  const columnGroups = sets * setColumnGroups;
  const { packedCallCycles: cycles, callIssues: issues } = machine.gemm;
  return {
    name: task.kind,
    steps: [
      { kind: 'issue', issues, cycles, cause: 'launch' },
      ...panelSteps({ output: 'packed', coefficients: task.coefficients, columnGroups, runs }, machine),
    ],
    elements: GEMM_ELEMENTS,
    turnCycles: turnCycles(machine),
    amp: {
      m: most.lines * most.outputs,
      k,
      n,
      shape,
      inputPanels: positionPanels * found.reduce((sum, { positions }) => sum + positions, 0),
      positionPanels,
      columnGroups,
      setColumnGroups,
      mergedGroups: merged,
      coefficientBanks: machine.amp.coefficientBanks,
      firstRows: [],
      usefulMacs: rows * task.groups * task.inputChannels * task.outputChannels,
    },
  };
}

function workersOf({ lines, outputs }: PositionRun, shape: AmpShape, pass: Pass, machine: TileMachine) {
  const firstRows = firstRowsOf(evenShares(lines * outputs, machine.tile.workers));
  return piecewiseWorkers(lines * outputs, firstRows, outputs, shape, pass, machine) as readonly WorkerProgram[];
}
