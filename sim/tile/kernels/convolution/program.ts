/**
 * n × 1 convolution on the AMP: a product whose K runs over kernel positions and, within one, over input
 * channels. For each group of output channels, kernel position and panel of channels the supervisor loads a
 * panel and launches; the workers share the rows (lines × outputs) that have an input at that position. An
 * input row is `stride` rows from the one before, a stride of the port's own (ld2xst64pace), so that a row
 * costs what a row of a product costs; a piece ends with its line, where addresses are set up again.
 * The position that has an input for every output comes first and starts the sums.
 * Source: osmarks/ipu-stack device/gemm_f16_amp.S for rows and pieces (packed output), graphcore/poplibs
 * ConvPartialnx1 for the order. Not measured: that a piece of a line costs what a piece of a packed output
 * costs is assumed. Left out: dilation, groups, activity.
 */

import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { type AmpShape, ampShape } from '../../amp-shape.js';
import { turnCycles } from '../../barrel.js';
import type { TileProgram, WorkerProgram } from '../../engines/program.js';
import { evenShares } from '../../shares.js';
import { firstRowsOf, GEMM_ELEMENTS, type Pass, piecewiseWorkers } from '../gemm/program.js';
import { panelSteps } from '../shared/panel-program.js';
import { positionsOf } from './positions.js';
import type { ConvolutionTask } from './task.js';

export function convolutionProgram(task: ConvolutionTask, machine: TileMachine): TileProgram {
  const { lines, inputChannels: k, outputChannels: n } = task;
  const shape = ampShape(machine, task.operands, task.partials);
  const positionPanels = Math.ceil(k / shape.inputsPerPanel);
  const columnGroups = Math.ceil(n / shape.outputChannels);
  const { outputs, counts } = positionsOf(task);
  const workers = rememberedWorkers(task, shape, machine);
  const first: Pass = task.start === 'zero' ? 'zeroing' : 'accumulating';
  const runs = counts.flatMap((count, index) => [
    { workers: workers(count, index === 0 ? first : 'accumulating'), panels: 1 },
    { workers: workers(count, 'accumulating'), panels: positionPanels - 1 },
  ]);
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
      m: lines * outputs,
      k,
      n,
      shape,
      inputPanels: counts.length * positionPanels,
      positionPanels,
      columnGroups,
      coefficientBanks: machine.amp.coefficientBanks,
      firstRows: [],
      usefulMacs: lines * counts.reduce((sum, count) => sum + count, 0) * k * n,
    },
  };
}

/** Positions with as many outputs a line hold the same programs. */
function rememberedWorkers({ lines }: ConvolutionTask, shape: AmpShape, machine: TileMachine) {
  const known = new Map<string, readonly WorkerProgram[]>();
  return (count: number, pass: Pass): readonly WorkerProgram[] => {
    const key = `${count} ${pass}`;
    const firstRows = firstRowsOf(evenShares(lines * count, machine.tile.workers));
    const built = known.get(key) ?? piecewiseWorkers(lines * count, firstRows, count, shape, pass, machine);
    known.set(key, built);
    return built;
  };
}
