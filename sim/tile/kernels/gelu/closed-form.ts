/** GELU by arithmetic on blocks, quads and pairs. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { type Crew, dealt, launchPerRow, oneLaunchOf } from '../shared/total.js';
import { addLoop, calledWork, filledTrip, streamed, streams, type Trip } from '../shared/work.js';
import type { BiasGeluTask, GeluTask } from './task.js';

const HALF = OPERAND_BYTES.fp16;

export function geluForm({ elements, output }: GeluTask, machine: TileMachine): TileResult {
  const { gelu } = machine.programs;
  const fp8 = output === 'fp8';
  const size = fp8 ? gelu.fp8ElementsPerBlock : gelu.elementsPerBlock;
  const trip = (count: number, slots: number) =>
    filledTrip(streamed(count * HALF, 0, count * OPERAND_BYTES[output], machine), slots);
  const ragged = !fp8 && elements % size > 0 ? gelu.raggedSlots : 0;
  const blocked: Blocked = {
    startSlots: gelu.setupSlots,
    raggedSlots: ragged,
    block: trip(size, fp8 ? gelu.fp8BlockSlots : gelu.blockSlots),
    tailSlots: gelu.tailSlots,
    pair: trip(2, gelu.pairSlots),
  };
  const setupCycles = gelu.setupCycles + (fp8 ? gelu.fp8SetupCycles : 0);
  return oneLaunchOf(setupCycles, machine, blockCrews(elements, size, blocked, machine));
}

interface Blocked {
  /** Of a worker, and of one with a block. */
  readonly startSlots: number;
  readonly raggedSlots: number;
  readonly block: Trip;
  readonly tailSlots: number;
  readonly pair: Trip;
}

/** Blocks dealt in turn; the worker next in turn has the pairs that are left. */
function blockCrews(
  elements: number,
  size: number,
  { startSlots, raggedSlots, block, tailSlots, pair }: Blocked,
  machine: TileMachine,
): Crew[] {
  const { workers } = machine.tile;
  const blocks = Math.floor(elements / size);
  const pairs = Math.ceil((elements % size) / 2);
  const blocksWork = (share: number) =>
    addLoop(calledWork(machine, startSlots + (share > 0 ? raggedSlots : 0)), block, share);
  const crews = dealt(blocks, workers, blocksWork);
  if (pairs === 0) return crews;
  const tailWork = blocksWork(Math.floor(blocks / workers));
  tailWork.aroundSlots += tailSlots;
  addLoop(tailWork, pair, pairs);
  const [least, others] = crews.pop() as Crew;
  return [...crews, [tailWork, 1], [least, others - 1]];
}

/** A launch a row: quads dealt to the workers, or blocks and pairs where the row is no whole number of quads. */
export function biasGeluForm({ rows, width }: BiasGeluTask, machine: TileMachine): TileResult {
  const { biasGelu } = machine.programs;
  const startSlots = biasGelu.setupSlots + biasGelu.rowSlots;
  const trip = (count: number, slots: number) => filledTrip(streams(2, 0, 1, count * HALF, machine), slots);
  const { vectorElements: quad, elementsPerBlock } = biasGelu;
  const crews =
    width % quad === 0
      ? dealt(width / quad, machine.tile.workers, (share) =>
          addLoop(calledWork(machine, startSlots), trip(quad, biasGelu.quadSlots), share),
        )
      : blockCrews(
          width,
          elementsPerBlock,
          {
            startSlots,
            raggedSlots: 0,
            block: trip(elementsPerBlock, biasGelu.blockSlots),
            tailSlots: biasGelu.tailSlots,
            pair: trip(2, biasGelu.pairSlots),
          },
          machine,
        );
  return launchPerRow(biasGelu.setupCycles, rows, machine, crews);
}
