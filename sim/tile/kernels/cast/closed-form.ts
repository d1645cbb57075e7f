/** Casts by arithmetic: vectors or panels dealt to the workers, overlapped where elements and work allow. */
import type { OperandWidth } from '../../../../models/machines/operand-width.js';
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { type Crew, dealt, oneLaunch, oneLaunchOf } from '../shared/total.js';
import { CONVERSION_ELEMENTS } from '../shared/vector-operations.js';
import {
  addLoop,
  type Body,
  calledWork,
  coissuedTrip,
  controlTrip,
  overlappedTrip,
  sequentialTrip,
  streamed,
  type Work,
} from '../shared/work.js';
import type { CastTask } from './task.js';

export function castForm(task: CastTask, machine: TileMachine): TileResult {
  return task.layout === 'linear' ? linearForm(task, machine) : packedForm(task, machine);
}

function linearForm(task: CastTask, machine: TileMachine): TileResult {
  const { cast } = machine.programs;
  const body = conversion(task, cast.elementsPerVector, machine);
  const vectors = Math.ceil((task.rows * task.width) / cast.elementsPerVector);
  const separate = task.elementGroups === 'separate';
  const longest = Math.ceil(vectors / machine.tile.workers);
  const setupCycles = separate && longest >= cast.leastPipelinedVectors ? cast.setupCycles : cast.plainSetupCycles;
  return oneLaunch({ ...cast, setupCycles }, machine, vectors, (share) => {
    const overlaps = separate && share >= cast.leastPipelinedVectors;
    return addLoop(calledWork(machine, cast.setupSlots), overlaps ? overlappedTrip(body) : sequentialTrip(body), share);
  });
}

/** Workers take rows of all panels, or all rows of whole panels. */
function packedForm(task: CastTask, machine: TileMachine): TileResult {
  const { cast } = machine.programs;
  const { rows, width } = task;
  const panels = Math.ceil(width / cast.panelColumns);
  const full = Math.floor(width / cast.panelColumns);
  if (rows <= cast.mostWholePanelRows && panels >= cast.leastWholePanels) {
    const crews = dealt(panels, machine.tile.workers, (share) => fullPanels(called(), task, rows, share, machine));
    if (width === full * cast.panelColumns) return oneLaunchOf(cast.packedSetupCycles, machine, crews);
    const [work, count] = crews[0] as Crew;
    const share = Math.ceil(panels / machine.tile.workers);
    const last = tail(fullPanels(called(), task, rows, share - 1, machine), task, rows, machine);
    return oneLaunchOf(cast.packedSetupCycles, machine, [[work, count - 1], [last, 1], ...crews.slice(1)]);
  }
  return oneLaunch({ ...cast, setupCycles: cast.packedSetupCycles }, machine, rows, (share) => {
    const work = fullPanels(called(), task, share, share === 0 ? 0 : full, machine);
    return share === 0 || width === full * cast.panelColumns ? work : tail(work, task, share, machine);
  });

  function called(): Work {
    return calledWork(machine, cast.setupSlots);
  }
}

function fullPanels(work: Work, task: CastTask, rows: number, panels: number, machine: TileMachine): Work {
  const { cast } = machine.programs;
  const overlaps = task.elementGroups === 'separate' && rows >= cast.leastPipelinedRows;
  const body = conversion(task, cast.panelColumns, machine);
  work.aroundSlots += panels * (overlaps ? cast.pipelinedPanelSlots : cast.panelSlots);
  return addLoop(work, overlaps ? overlappedTrip(body) : coissuedTrip(body), panels * rows);
}

function tail(work: Work, task: CastTask, rows: number, machine: TileMachine): Work {
  const { cast } = machine.programs;
  work.aroundSlots += cast.panelSlots;
  const body = conversion(task, task.width % cast.panelColumns, machine);
  return addLoop(work, controlTrip(body, cast.tailRowSlots), rows);
}

function conversion({ from, to }: CastTask, elements: number, machine: TileMachine): Body {
  const floats = conversionFloats(from, to, elements);
  return streamed(elements * OPERAND_BYTES[from], floats, elements * OPERAND_BYTES[to], machine);
}

/** Through halves where there is no direct instruction; halves to halves are moved. */
function conversionFloats(from: OperandWidth, to: OperandWidth, elements: number): number {
  const direct = CONVERSION_ELEMENTS[from][to];
  if (direct !== undefined) return Math.ceil(elements / direct);
  if (from === to && from === 'fp16') return 0;
  return conversionFloats(from, 'fp16', elements) + conversionFloats('fp16', to, elements);
}
