/**
 * The gradient of max-pooling, from the forward input. Per vector of outputs (one access): 2
 * slots of address and the load of the gradient; per input of the window its load with the maximum beside it; then
 * per input its load, its gradient's store and, beside them, four float issues: compare, not yet taken, taken,
 * gradient or zero (the first of equals takes it). Where windows overlap the input's gradient is loaded and added to.
 * Not measured; assumed as counted here.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import { controlBundles, loop, memoryBundle, once, repeat, type TileProgram } from '../../engines/program.js';
import { accesses, coissuedBundles, oneLaunchProgram } from '../shared/one-launch-program.js';
import type { MaxPoolBackwardTask } from './task.js';

export function maxPoolBackwardProgram(task: MaxPoolBackwardTask, machine: TileMachine): TileProgram {
  const { maxPoolBackward } = machine.programs;
  const bytes = machine.tile.loadBytes;
  const overlaps = task.windows === 'overlapping';
  const read = (stream: string) => accesses('read', stream, bytes, machine);
  const gradient = read('gradient').map((access) => memoryBundle(access));
  const maximum = coissuedBundles({ loads: read('input'), floats: 1, stores: [] });
  const choice = coissuedBundles({
    loads: [...read('input'), ...(overlaps ? read('destination') : [])],
    floats: maxPoolBackward.inputFloats + (overlaps ? 1 : 0),
    stores: accesses('write', 'destination', bytes, machine),
  });
  const vector = [
    once([...controlBundles(maxPoolBackward.vectorSlots), ...gradient]),
    loop(maximum, task.window),
    loop(choice, task.window),
  ];
  return oneLaunchProgram(
    {
      name: task.kind,
      setup: maxPoolBackward,
      elements: { gradient: 0, input: 0, destination: 0 },
      items: Math.ceil((task.outputs * OPERAND_BYTES.fp16) / bytes),
      blocks: (vectors) => [repeat(vector, vectors)],
    },
    machine,
  );
}
