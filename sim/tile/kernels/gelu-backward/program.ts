/**
 * The gradient of GELU by tanh, and with a bias before it, from the forward input: quads dealt to the workers,
 * 22 slots a quad, 24 with a bias and a launch a row; pairs where a row is no multiple of four.
 * Not measured: bundles counted from those of bias-gelu (models/machines/tiles/ipu21-assumed-programs.ts). A last quad of a
 * tensor without rows is processed whole.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import { type Bundle, loop, type TileProgram } from '../../engines/program.js';
import { perShare } from '../../shares.js';
import { accesses, filledBundles, launchPerRowProgram, oneLaunchProgram } from '../shared/one-launch-program.js';
import type { BiasGeluBackwardTask, GeluBackwardTask } from './task.js';

const ELEMENTS = { source: 0, gradient: 0, bias: 0, destination: 0 } as const;

export function geluBackwardProgram({ kind, elements }: GeluBackwardTask, machine: TileMachine): TileProgram {
  const { geluBackward } = machine.programs;
  const quad = gradientBundles(['source', 'gradient'], geluBackward.vectorElements, geluBackward.quadSlots, machine);
  return oneLaunchProgram(
    {
      name: kind,
      setup: geluBackward,
      elements: ELEMENTS,
      items: Math.ceil(elements / geluBackward.vectorElements),
      blocks: (quads) => [loop(quad, quads)],
    },
    machine,
  );
}

export function biasGeluBackwardProgram(task: BiasGeluBackwardTask, machine: TileMachine): TileProgram {
  const { geluBackward } = machine.programs;
  const quads = task.width % geluBackward.vectorElements === 0;
  const vector = quads ? geluBackward.vectorElements : 2;
  const slots = geluBackward.biasSlots + (quads ? geluBackward.quadSlots : geluBackward.pairSlots);
  const bundles = gradientBundles(['source', 'bias', 'gradient'], vector, slots, machine);
  const workers = perShare(Math.ceil(task.width / vector), machine.tile.workers, (share) => [loop(bundles, share)]);
  const setup = { ...geluBackward, setupSlots: geluBackward.setupSlots + geluBackward.rowSlots };
  return launchPerRowProgram({ name: task.kind, setup, elements: ELEMENTS, workers, rows: task.rows }, machine);
}

function gradientBundles(loads: readonly string[], halves: number, slots: number, machine: TileMachine): Bundle[] {
  const bytes = halves * OPERAND_BYTES.fp16;
  const reads = loads.flatMap((stream) => accesses('read', stream, bytes, machine));
  return filledBundles([...reads, ...accesses('write', 'destination', bytes, machine)], slots);
}
