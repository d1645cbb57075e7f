/**
 * Casts between formats. With halves to fp8 and 8 B accesses:
 *   linear: vectors of 8 dealt to the workers; overlapped 2 bundles (a load beside a store), else 4; where no worker
 *   overlaps the call is another, shorter one
 *   packed: panels of 32 columns, rows dealt to the workers; overlapped 8 bundles a row, else 12
 * Overlap needs source and destination in different elements and enough work a worker. With few rows and
 * many panels workers take whole panels.
 * Source: osmarks/ipu-stack docs/FP8.md.
 * Known of halves to fp8 only; other pairs are assumed to be written the same way with the conversion
 * instructions of the ISA (fp32 goes through fp16, as in poplibs' pseudo casts). A panel that is not full
 * costs a calibrated number of slots a row; its bytes are counted, its bundles are not known.
 */
import type { OperandWidth } from '../../../../models/machines/operand-width.js';
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import {
  type Bundle,
  controlBundles,
  loop,
  memoryBundle,
  once,
  repeat,
  type TileProgram,
  type WorkerBlock,
} from '../../engines/program.js';
import { perShare } from '../../shares.js';
import {
  accesses,
  callProgram,
  coissuedBundles,
  type LoopBody,
  oneLaunchProgram,
  overlappedBundles,
  sequentialBundles,
} from '../shared/one-launch-program.js';
import { CONVERSION_ELEMENTS } from '../shared/vector-operations.js';
import type { CastTask } from './task.js';

export function castProgram(task: CastTask, machine: TileMachine): TileProgram {
  return task.layout === 'linear' ? linearCast(task, machine) : packedCast(task, machine);
}

function linearCast(task: CastTask, machine: TileMachine): TileProgram {
  const { cast } = machine.programs;
  const body = castBody(task, cast.elementsPerVector, machine);
  const overlapping = (vectors: number) => task.elementGroups === 'separate' && vectors >= cast.leastPipelinedVectors;
  const items = Math.ceil((task.rows * task.width) / cast.elementsPerVector);
  const piped = overlapping(Math.ceil(items / machine.tile.workers));
  return oneLaunchProgram(
    {
      name: 'cast',
      setup: { ...cast, setupCycles: piped ? cast.setupCycles : cast.plainSetupCycles },
      elements: elementsOf(task),
      items,
      blocks: (vectors) => [loop(overlapping(vectors) ? overlappedBundles(body) : sequentialBundles(body), vectors)],
    },
    machine,
  );
}

function packedCast(task: CastTask, machine: TileMachine): TileProgram {
  const { cast } = machine.programs;
  const panels = Math.ceil(task.width / cast.panelColumns);
  const wholePanels = task.rows <= cast.mostWholePanelRows && panels >= cast.leastWholePanels;
  const setup = {
    name: 'cast',
    setup: { ...cast, setupCycles: cast.packedSetupCycles },
    elements: elementsOf(task),
  };
  if (!wholePanels) {
    const blocks = (rows: number) => panelBlocks(task, rows, machine);
    return oneLaunchProgram({ ...setup, items: task.rows, blocks }, machine);
  }
  return callProgram({ ...setup, workers: wholePanelWorkers(task, panels, machine) }, machine);
}

/** Panels dealt in turn, all rows of each; the worker whose turn the last one is takes it as a tail if it is not full. */
function wholePanelWorkers(task: CastTask, panels: number, machine: TileMachine): (readonly WorkerBlock[])[] {
  const { panelColumns } = machine.programs.cast;
  const { workers } = machine.tile;
  const tailColumns = task.width % panelColumns;
  const blocks = perShare(panels, workers, (share) =>
    panelBlocks({ ...task, width: share * panelColumns }, task.rows, machine),
  );
  const last = (panels - 1) % workers;
  const share = Math.ceil(panels / workers);
  if (tailColumns > 0) {
    blocks[last] = panelBlocks({ ...task, width: (share - 1) * panelColumns + tailColumns }, task.rows, machine);
  }
  return blocks;
}

/** A worker's rows through full panels, then through a last one that is not full. */
function panelBlocks(task: CastTask, rows: number, machine: TileMachine): WorkerBlock[] {
  if (rows === 0) return [];
  const { cast } = machine.programs;
  const fullPanels = Math.floor(task.width / cast.panelColumns);
  const overlaps = task.elementGroups === 'separate' && rows >= cast.leastPipelinedRows;
  const body = castBody(task, cast.panelColumns, machine);
  const panel = [
    once(controlBundles(overlaps ? cast.pipelinedPanelSlots : cast.panelSlots)),
    loop(overlaps ? overlappedBundles(body) : coissuedBundles(body), rows),
  ];
  const tailColumns = task.width % cast.panelColumns;
  if (tailColumns === 0) return [repeat(panel, fullPanels)];
  const tail = [once(controlBundles(cast.panelSlots)), loop(tailBundles(task, tailColumns, machine), rows)];
  return [repeat(panel, fullPanels), ...tail];
}

function tailBundles(task: CastTask, columns: number, machine: TileMachine): Bundle[] {
  const { loads, stores } = castBody(task, columns, machine);
  const memory = [...loads, ...stores].map((access) => memoryBundle(access));
  const slots = Math.max(memory.length, machine.programs.cast.tailRowSlots);
  return [...memory, ...controlBundles(slots - memory.length)];
}

function castBody({ from, to }: CastTask, elements: number, machine: TileMachine): LoopBody {
  return {
    loads: accesses('read', 'source', elements * OPERAND_BYTES[from], machine),
    floats: conversionIssues(from, to, elements),
    stores: accesses('write', 'destination', elements * OPERAND_BYTES[to], machine),
  };
}

/** Where no instruction converts directly, the way goes through fp16. */
function conversionIssues(from: OperandWidth, to: OperandWidth, elements: number): number {
  const perIssue = CONVERSION_ELEMENTS[from][to];
  if (perIssue !== undefined) return Math.ceil(elements / perIssue);
  if (from === 'fp16') return 0;
  return conversionIssues(from, 'fp16', elements) + conversionIssues('fp16', to, elements);
}

function elementsOf(task: CastTask): Record<string, number> {
  return { source: 0, destination: task.elementGroups === 'separate' ? 1 : 0 };
}
