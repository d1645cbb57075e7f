/** GELU by arithmetic on blocks, quads and pairs. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { type Crew, dealt, oneLaunch, oneLaunchOf } from '../shared/total.js';
import { addLoop, type Body, calledWork, filledTrip, streamed } from '../shared/work.js';
import type { BiasGeluTask, GeluTask } from './task.js';

const HALF = OPERAND_BYTES.fp16;

/** Blocks dealt in turn; the worker next in turn has the pairs that are left. */
export function geluForm({ elements, output }: GeluTask, machine: TileMachine): TileResult {
  const { gelu } = machine.programs;
  const fp8 = output === 'fp8';
  const size = fp8 ? gelu.fp8ElementsPerBlock : gelu.elementsPerBlock;
  const blocks = Math.floor(elements / size);
  const pairs = Math.ceil((elements % size) / 2);
  const body = (count: number): Body => streamed(count * HALF, 0, count * OPERAND_BYTES[output], machine);
  const block = filledTrip(body(size), fp8 ? gelu.fp8BlockSlots : gelu.blockSlots);
  const blocksWork = (share: number) => addLoop(calledWork(machine, gelu.setupSlots), block, share);
  const setupCycles = gelu.setupCycles + (fp8 ? gelu.fp8SetupCycles : 0);
  const crews = dealt(blocks, machine.tile.workers, blocksWork);
  if (pairs === 0) return oneLaunchOf(setupCycles, machine, crews);
  const tailWork = blocksWork(Math.floor(blocks / machine.tile.workers));
  tailWork.aroundSlots += gelu.tailSlots;
  addLoop(tailWork, filledTrip(body(2), gelu.pairSlots), pairs);
  const [least, workers] = crews.pop() as Crew;
  return oneLaunchOf(setupCycles, machine, [...crews, [tailWork, 1], [least, workers - 1]]);
}

export function biasGeluForm({ rows, width }: BiasGeluTask, machine: TileMachine): TileResult {
  const { biasGelu } = machine.programs;
  const quads = width % biasGelu.vectorElements === 0;
  const elements = quads ? biasGelu.vectorElements : 2;
  const vector = streamed(elements * HALF, 0, elements * HALF, machine);
  const body = { ...vector, loads: 2 * vector.loads, readBytes: 2 * vector.readBytes };
  const trip = filledTrip(body, quads ? biasGelu.quadSlots : biasGelu.pairSlots);
  return oneLaunch(biasGelu, machine, Math.ceil(width / elements), (share) =>
    addLoop(calledWork(machine, biasGelu.setupSlots + rows * biasGelu.rowSlots), trip, rows * share),
  );
}
