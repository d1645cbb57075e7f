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
import type { TileMachine } from '../../../models/machines/machine.js';
import { type AmpShape, ampShape } from '../amp-shape.js';
import { positionsOf } from '../convolution-shape.js';
import type { SupervisorStep, TileProgram, WorkerProgram } from '../program.js';
import { evenShares } from '../shares.js';
import type { ConvolutionTask } from '../tile-task.js';
import { firstRowsOf, GEMM_ELEMENTS, type Pass, panelSteps, piecewiseWorkers } from './gemm.js';

export function convolutionProgram(task: ConvolutionTask, machine: TileMachine): TileProgram {
  const { lines, inputChannels: k, outputChannels: n } = task;
  const shape = ampShape(machine, task.operands, task.partials);
  const positionPanels = Math.ceil(k / shape.inputsPerPanel);
  const columnGroups = Math.ceil(n / shape.outputChannels);
  const { outputs, counts } = positionsOf(task);
  const workers = rememberedWorkers(task, shape, machine);
  const first: Pass = task.start === 'zero' ? 'zeroing' : 'accumulating';
  const group = counts.flatMap((count, index): SupervisorStep[] => [
    ...panelSteps('packed', task.coefficients, workers(count, index === 0 ? first : 'accumulating'), machine),
    {
      kind: 'loop',
      trips: positionPanels - 1,
      steps: panelSteps('packed', task.coefficients, workers(count, 'accumulating'), machine),
    },
  ]);
  const { packedCallCycles: cycles, callIssues: issues } = machine.gemm;
  const usefulMacs = lines * counts.reduce((sum, count) => sum + count, 0) * k * n;
  const inputPanels = counts.length * positionPanels;
  return {
    name: task.kind,
    steps: [
      { kind: 'issue', issues, cycles, cause: 'launch' },
      { kind: 'loop', trips: columnGroups, steps: group },
    ],
    elements: GEMM_ELEMENTS,
    amp: { m: lines * outputs, k, n, shape, inputPanels, positionPanels, columnGroups, firstRows: [], usefulMacs },
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
