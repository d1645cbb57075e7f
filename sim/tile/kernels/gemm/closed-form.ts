/**
 * A product by arithmetic: panels × (rendezvous + coefficient loads + the longest worker's slots).
 * A worker's rows go through the pipeline in pieces: plain output has one, packed output a new one at
 * every edge of a block. With a second bank of coefficients only the first panel's loads are waited for,
 * and of each other's what the launch before is too short to hide. A piece of r rows costs clear + load + latency + rpt, I issues a row and I of
 * read-out, I (r + 1) + constant; its operand streams are read one item beyond the row's own.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { type AmpShape, ampShape } from '../../amp-shape.js';
import { pipelineSlots } from '../../barrel.js';
import type { TileResult } from '../../engines/result.js';
import { addLaunches, addRendezvous, type Crew, calledTotal, dealt, resultOf, type Total } from '../shared/total.js';
import { startedWork, type Work } from '../shared/work.js';
import type { CoefficientPlace, GemmOutput, GemmTask } from './task.js';

export function gemmForm(task: GemmTask, machine: TileMachine): TileResult {
  const { m, k, n } = task;
  const { callCycles, packedCallCycles, callIssues } = machine.gemm;
  const shape = ampShape(machine, task.operands, task.partials);
  const groups = Math.ceil(n / shape.outputChannels);
  const panels = groups * Math.ceil(k / shape.inputsPerPanel);
  const zeroing = task.start === 'zero' ? groups : 0;
  const total = calledTotal(machine, task.output === 'plain' ? callCycles : packedCallCycles, callIssues);
  const crews = (partials: boolean) =>
    task.output === 'plain'
      ? plainCrews(m, partials, shape, machine)
      : pieceCrews(m, machine.gemm.packedRowsPerBlock, partials, shape, machine);
  const runs: Run[] = [
    { crews: () => crews(false), panels: zeroing },
    { crews: () => crews(true), panels: panels - zeroing },
  ];
  addPanels(total, runs, task, machine);
  return resultOf(total, total.ampIssues * shape.macsPerIssue, m * k * n);
}

/** Panels that are launched alike. */
export interface Run {
  readonly crews: () => readonly Crew[];
  readonly panels: number;
}

/**
 * Rendezvous, coefficient loads and launches of all panels. With one bank every load is exposed; with two the
 * first, and of each other what is longer than the launch before it; the last launch is one of the last run that has any.
 */
export function addPanels(
  total: Total,
  runs: readonly Run[],
  { output = 'packed', coefficients }: { readonly output?: GemmOutput; readonly coefficients: CoefficientPlace },
  machine: TileMachine,
): void {
  const { amp, gemm, tile } = machine;
  const loads = amp.coefficientBytes / (coefficients === 'interleaved' ? tile.interleavedLoadBytes : tile.loadBytes);
  let all = 0;
  let exposed = 0;
  let last = 0;
  for (const { crews, panels } of runs) {
    if (panels === 0) continue;
    last = Math.max(0, loads - addLaunches(total, crews(), panels));
    exposed += panels * last;
    all += panels;
  }
  const meeting = output === 'plain' ? gemm.panelSyncCycles : gemm.packedPanelSyncCycles;
  addRendezvous(total, machine, meeting, all);
  total.coefficientCycles += amp.coefficientBanks === 1 ? all * loads : loads + exposed - last;
  total.supervisorIssues += all * loads;
  total.coefficientBytes += all * amp.coefficientBytes;
}

function plainCrews(rows: number, partials: boolean, shape: AmpShape, machine: TileMachine): Crew[] {
  const { entrySlots, exitSlots, idleWorkerSlots } = machine.gemm;
  return dealt(rows, machine.tile.workers, (share) =>
    share === 0
      ? startedWork(idleWorkerSlots)
      : rowsWork(entrySlots + exitSlots, share, 1, { shape, partials, pieceSlots: 0 }, machine),
  );
}

/** Worker by worker: how many blocks of rows its own touch. */
export function pieceCrews(
  rows: number,
  rowsPerBlock: number,
  partials: boolean,
  shape: AmpShape,
  machine: TileMachine,
): Crew[] {
  const { packedEntrySlots, exitSlots, idleWorkerSlots, packedPieceSlots: pieceSlots } = machine.gemm;
  const { workers } = machine.tile;
  return Array.from({ length: workers }, (_, worker): Crew => {
    const first = firstRow(worker, rows, workers);
    const end = firstRow(worker + 1, rows, workers);
    if (first === end) return [startedWork(idleWorkerSlots), 1];
    const pieces = Math.ceil(end / rowsPerBlock) - Math.floor(first / rowsPerBlock);
    return [rowsWork(packedEntrySlots + exitSlots, end - first, pieces, { shape, partials, pieceSlots }, machine), 1];
  });
}

function firstRow(worker: number, rows: number, workers: number): number {
  return worker * Math.floor(rows / workers) + Math.min(worker, rows % workers);
}

interface Piece {
  readonly shape: AmpShape;
  /** Whether partials are read. */
  readonly partials: boolean;
  readonly pieceSlots: number;
}

/** So many rows in so many pieces through one panel. */
function rowsWork(
  aroundSlots: number,
  rows: number,
  pieces: number,
  { shape, partials, pieceSlots }: Piece,
  machine: TileMachine,
): Work {
  const { issuesPerRow: issues, inputBytesPerRow, partialBytesPerRow } = shape;
  const { clearSlots, loopSlots } = machine.gemm;
  const fill = clearSlots + 1 + issues + pipelineSlots(machine) + loopSlots;
  const work = startedWork(aroundSlots + pieces * (pieceSlots + fill + issues));
  work.loopSlots = (rows - pieces) * issues;
  work.ampIssues = rows * issues;
  work.floatIssues = pieces * issues;
  work.readBytes = streamBytes(inputBytesPerRow) + (partials ? streamBytes(partialBytesPerRow) : 0);
  work.writeBytes = rows * partialBytesPerRow;
  return work;

  /** The first item of a row is its share of an issue, rounded up. */
  function streamBytes(rowBytes: number): number {
    return rows * rowBytes + pieces * Math.ceil(rowBytes / issues);
  }
}
