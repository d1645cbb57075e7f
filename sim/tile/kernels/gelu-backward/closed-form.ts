/** Gradients of GELU by arithmetic on quads and pairs. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { dealt, launchPerRow, oneLaunch } from '../shared/total.js';
import { addLoop, calledWork, filledTrip, streams } from '../shared/work.js';
import type { BiasGeluBackwardTask, GeluBackwardTask } from './task.js';

const HALF = OPERAND_BYTES.fp16;

export function geluBackwardForm({ elements }: GeluBackwardTask, machine: TileMachine): TileResult {
  const { geluBackward } = machine.programs;
  const quad = filledTrip(streams(2, 0, 1, geluBackward.vectorElements * HALF, machine), geluBackward.quadSlots);
  return oneLaunch(geluBackward, machine, Math.ceil(elements / geluBackward.vectorElements), (quads) =>
    addLoop(calledWork(machine, geluBackward.setupSlots), quad, quads),
  );
}

export function biasGeluBackwardForm({ rows, width }: BiasGeluBackwardTask, machine: TileMachine): TileResult {
  const { geluBackward } = machine.programs;
  const { setupCycles, setupSlots, quadSlots, pairSlots, biasSlots, rowSlots, vectorElements } = geluBackward;
  const quads = width % vectorElements === 0;
  const halves = quads ? vectorElements : 2;
  const slots = biasSlots + (quads ? quadSlots : pairSlots);
  const vector = filledTrip(streams(3, 0, 1, halves * HALF, machine), slots);
  const crews = dealt(Math.ceil(width / halves), machine.tile.workers, (share) =>
    addLoop(calledWork(machine, setupSlots + rowSlots), vector, share),
  );
  return launchPerRow(setupCycles, rows, machine, crews);
}
