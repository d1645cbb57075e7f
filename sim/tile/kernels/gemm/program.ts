/**
 * Matrix product on the AMP: for each group of output channels and each panel of inputs the supervisor
 * meets the workers, loads the panel, launches; every worker takes its rows through the panel.
 * A worker's rows are software-pipelined, one load ahead:
 *   entry | clear | load of the first item | row 1's issues | the AMP's latency | rpt |
 *   rows 2…: {load next input (and partial), store the row before ; AMP} | read-out and stores | exit
 * so that each operand stream is read one item beyond the last row. Source: the slots of osmarks/ipu-stack
 * device/gemm_f16_amp.S (2026-09-13 revision); what each fill and drain slot does is assumed.
 * Left out: bookkeeping that the supervisor issues behind running workers; the one slot more that an
 * older count gives the first panel of a column group.
 */

import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { type AmpShape, ampShape, issueStart } from '../../amp-shape.js';
import { pipelineSlots, turnCycles } from '../../barrel.js';
import {
  type Access,
  type Bundle,
  controlBundles,
  floatBundle,
  loop,
  memoryBundle,
  once,
  repeat,
  type TileProgram,
  type WorkerBlock,
  type WorkerProgram,
} from '../../engines/program.js';
import { evenShares, perShare } from '../../shares.js';
import { panelSteps } from '../shared/panel-program.js';
import type { GemmTask } from './task.js';

/** A pass over one panel: the first of a column group may start from zero. */
export type Pass = 'zeroing' | 'accumulating';

/** Input in standard memory; partials in an interleaved pair, one word read while the other is written. */
export const GEMM_ELEMENTS = { input: 0, partials: 1, output: 2 } as const;

export function gemmProgram(task: GemmTask, machine: TileMachine): TileProgram {
  const { m, k, n } = task;
  const shape = ampShape(machine, task.operands, task.partials);
  const inputPanels = Math.ceil(k / shape.inputsPerPanel);
  const columnGroups = Math.ceil(n / shape.outputChannels);
  const shares = evenShares(m, machine.tile.workers);
  const firstRows = firstRowsOf(shares);
  const workers = (pass: Pass) =>
    task.output === 'plain'
      ? perShare(m, machine.tile.workers, (rows) => plainWorker(rows, shape, pass, machine))
      : piecewiseWorkers(m, firstRows, machine.gemm.packedRowsPerBlock, shape, pass, machine);
  const firstPass: Pass = task.start === 'zero' ? 'zeroing' : 'accumulating';
  const runs = [
    { workers: workers(firstPass), panels: 1 },
    { workers: workers('accumulating'), panels: inputPanels - 1 },
  ];
  const { callCycles, packedCallCycles, callIssues } = machine.gemm;
  const cycles = task.output === 'plain' ? callCycles : packedCallCycles;
  return {
    name: 'gemm',
    steps: [
      { kind: 'issue', issues: callIssues, cycles, cause: 'launch' },
      ...panelSteps({ output: task.output, coefficients: task.coefficients, columnGroups, runs }, machine),
    ],
    elements: GEMM_ELEMENTS,
    turnCycles: turnCycles(machine),
    amp: {
      m,
      k,
      n,
      shape,
      inputPanels,
      positionPanels: inputPanels,
      columnGroups,
      setColumnGroups: columnGroups,
      mergedGroups: 1,
      coefficientBanks: machine.amp.coefficientBanks,
      firstRows,
      usefulMacs: m * k * n,
    },
  };
}

/** The first row of each worker. */
export function firstRowsOf(shares: readonly number[]): number[] {
  let first = 0;
  return shares.map((share) => {
    first += share;
    return first - share;
  });
}

function plainWorker(rows: number, shape: AmpShape, pass: Pass, machine: TileMachine): WorkerProgram {
  const { entrySlots, exitSlots, idleWorkerSlots } = machine.gemm;
  if (rows === 0) return [once(controlBundles(idleWorkerSlots))];
  return [once(controlBundles(entrySlots)), ...rowBlocks(rows, shape, pass, machine), once(controlBundles(exitSlots))];
}

/** Rows dealt in order; a piece ends wherever the row is a multiple of `rowsPerBlock`. */
export function piecewiseWorkers(
  m: number,
  firstRows: readonly number[],
  rowsPerBlock: number,
  shape: AmpShape,
  pass: Pass,
  machine: TileMachine,
): WorkerProgram[] {
  const { packedEntrySlots, exitSlots, idleWorkerSlots } = machine.gemm;
  const idle = [once(controlBundles(idleWorkerSlots))];
  return firstRows.map((first, worker) => {
    const end = firstRows[worker + 1] ?? m;
    if (end === first) return idle;
    return [
      once(controlBundles(packedEntrySlots)),
      ...piecesOf(first, end, rowsPerBlock).map(({ rows, count }) =>
        repeat(pieceBlocks(rows, shape, pass, machine), count),
      ),
      once(controlBundles(exitSlots)),
    ];
  });
}

function pieceBlocks(rows: number, shape: AmpShape, pass: Pass, machine: TileMachine): WorkerBlock[] {
  return [once(controlBundles(machine.gemm.packedPieceSlots)), ...rowBlocks(rows, shape, pass, machine)];
}

/** Rows [first, end) cut at multiples of `block`; equal neighbours together. */
function piecesOf(first: number, end: number, block: number): { rows: number; count: number }[] {
  const pieces: { rows: number; count: number }[] = [];
  for (let row = first; row < end; ) {
    const next = Math.min(end, (Math.floor(row / block) + 1) * block);
    const last = pieces.at(-1);
    if (last?.rows === next - row) last.count += 1;
    else pieces.push({ rows: next - row, count: 1 });
    row = next;
  }
  return pieces;
}

/** Rows through the pipeline, from clearing to the last store. */
function rowBlocks(rows: number, shape: AmpShape, pass: Pass, machine: TileMachine): WorkerBlock[] {
  const issues = Array.from({ length: shape.issuesPerRow }, (_, issue) => issue);
  const loads = (issue: number): Access[] => operandLoads(issue % shape.issuesPerRow, shape, pass);
  const fill: Bundle[] = [
    ...controlBundles(machine.gemm.clearSlots),
    memoryBundle(...loads(0)),
    ...issues.map((issue): Bundle => ({ accesses: loads(issue + 1), arithmetic: { kind: 'amp', issue } })),
    ...controlBundles(pipelineSlots(machine) + machine.gemm.loopSlots),
  ];
  const steady = issues.map(
    (issue): Bundle => ({
      accesses: [...loads(issue + 1), ...resultStore(issue, shape)],
      arithmetic: { kind: 'amp', issue },
    }),
  );
  const drain = issues.map((issue) => floatBundle(...resultStore(issue, shape)));
  return [once(fill), loop(steady, rows - 1), once(drain)];
}

function operandLoads(issue: number, shape: AmpShape, pass: Pass): Access[] {
  const input: Access = { direction: 'read', stream: 'input', bytes: part(issue, shape.inputBytesPerRow, shape) };
  const bytes = part(issue, shape.partialBytesPerRow, shape);
  const partials: Access[] = pass === 'zeroing' ? [] : [{ direction: 'read', stream: 'partials', bytes }];
  return [input, ...partials].filter((access) => access.bytes > 0);
}

function resultStore(issue: number, shape: AmpShape): Access[] {
  const bytes = part(issue, shape.partialBytesPerRow, shape);
  return bytes > 0 ? [{ direction: 'write', stream: 'output', bytes }] : [];
}

function part(issue: number, whole: number, { issuesPerRow }: AmpShape): number {
  return issueStart(issue + 1, whole, issuesPerRow) - issueStart(issue, whole, issuesPerRow);
}
