/**
 * A product by arithmetic: panels × (rendezvous + coefficient loads + the longest worker's slots).
 * A worker's rows go through the pipeline in pieces: plain output has one, packed output a new one at
 * every edge of a block. With a second bank of coefficients only the first panel's loads are waited for,
 * and of each other's what the launch before is too short to hide. A piece of r rows costs clear + load + latency + rpt, I issues a row and I of
 * read-out, I (r + 1) + constant; its operand streams are read one item beyond the row's own.
 */
import type { TileMachine } from '../../../models/machines/machine.js';
import { type AmpShape, ampShape } from '../amp-shape.js';
import type { TileResult } from '../result.js';
import type { GemmTask } from '../tile-task.js';
import { addLaunches, addSupervisor, type Crew, calledTotal, dealt, resultOf, type Total } from './total.js';
import { startedWork, type Work } from './work.js';

export function gemmForm(task: GemmTask, machine: TileMachine): TileResult {
  const { m, k, n } = task;
  const { callCycles, packedCallCycles, callIssues } = machine.gemm;
  const shape = ampShape(machine, task.operands, task.partials);
  const groups = Math.ceil(n / shape.outputChannels);
  const panels = groups * Math.ceil(k / shape.inputsPerPanel);
  const zeroing = task.start === 'zero' ? groups : 0;
  const total = calledTotal(task.output === 'plain' ? callCycles : packedCallCycles, callIssues);
  const crews = task.output === 'plain' ? plainCrews(task, shape, machine) : packedCrews(task, shape, machine);
  const zeroingRounds = addLaunches(total, crews.zeroing, zeroing);
  const accumulatingRounds = addLaunches(total, crews.accumulating, panels - zeroing);
  const loads = addPanels(total, task, panels, machine);
  if (machine.amp.coefficientBanks === 1) {
    total.coefficientCycles += panels * loads;
  } else {
    const zeroingLast = zeroing === panels ? 1 : 0;
    const exposed = (cycles: number) => Math.max(0, loads - cycles);
    total.coefficientCycles += loads + (zeroing - zeroingLast) * exposed(zeroingRounds);
    total.coefficientCycles += (panels - zeroing - 1 + zeroingLast) * exposed(accumulatingRounds);
  }
  return resultOf(total, total.ampIssues * shape.macsPerIssue, m * k * n);
}

/** Rendezvous and coefficient loads, but for the cycles of these. @returns loads a panel */
function addPanels(total: Total, task: GemmTask, panels: number, { tile, amp, gemm }: TileMachine): number {
  const bytes = task.coefficients === 'interleaved' ? tile.interleavedLoadBytes : tile.loadBytes;
  const loads = amp.coefficientBytes / bytes;
  addSupervisor(total, task.output === 'plain' ? gemm.panelSyncCycles : gemm.packedPanelSyncCycles, 2, panels);
  total.supervisorIssues += panels * loads;
  total.coefficientBytes += panels * amp.coefficientBytes;
  return loads;
}

interface Passes {
  readonly zeroing: readonly Crew[];
  readonly accumulating: readonly Crew[];
}

function plainCrews({ m }: GemmTask, shape: AmpShape, machine: TileMachine): Passes {
  const { entrySlots, exitSlots, idleWorkerSlots } = machine.gemm;
  const crews = (partials: boolean) =>
    dealt(m, machine.tile.workers, (rows) =>
      rows === 0
        ? startedWork(idleWorkerSlots)
        : rowsWork(entrySlots + exitSlots, rows, 1, { shape, partials, pieceSlots: 0 }, machine),
    );
  return { zeroing: crews(false), accumulating: crews(true) };
}

/** Worker by worker: how many blocks of the output its rows touch. */
function packedCrews({ m }: GemmTask, shape: AmpShape, machine: TileMachine): Passes {
  const { packedEntrySlots, exitSlots, idleWorkerSlots, packedPieceSlots, packedRowsPerBlock } = machine.gemm;
  const { workers } = machine.tile;
  const crews = (partials: boolean) =>
    Array.from({ length: workers }, (_, worker): Crew => {
      const first = firstRow(worker, m, workers);
      const end = firstRow(worker + 1, m, workers);
      if (first === end) return [startedWork(idleWorkerSlots), 1];
      const pieces = Math.ceil(end / packedRowsPerBlock) - Math.floor(first / packedRowsPerBlock);
      const piece = { shape, partials, pieceSlots: packedPieceSlots };
      return [rowsWork(packedEntrySlots + exitSlots, end - first, pieces, piece, machine), 1];
    });
  return { zeroing: crews(false), accumulating: crews(true) };
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
export function rowsWork(
  aroundSlots: number,
  rows: number,
  pieces: number,
  { shape, partials, pieceSlots }: Piece,
  { amp, gemm }: TileMachine,
): Work {
  const { issuesPerRow: issues, inputBytesPerRow, partialBytesPerRow } = shape;
  const fill = gemm.clearSlots + 1 + issues + amp.pipelineSlots + gemm.loopSlots;
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
