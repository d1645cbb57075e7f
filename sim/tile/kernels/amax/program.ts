/**
 * Largest magnitudes: a part of a group to a worker, vector by vector of one access; the load beside the first of the
 * issues that take magnitudes and keep the larger ones; around a part its addresses, and what folds the lanes of a vector
 * to one number, a float that is stored.
 * Not measured: counted from instructions of the ISA (f16v4absadd and f32v2absadd with zeros, f16v4max, f32v2max).
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import { controlBundles, loop, memoryBundle, once, repeat, type TileProgram } from '../../engines/program.js';
import { accesses, coissuedBundles, oneLaunchProgram } from '../shared/one-launch-program.js';
import type { AmaxTask } from './task.js';

export function amaxProgram({ groups, elements, parts, format }: AmaxTask, machine: TileMachine): TileProgram {
  const { amax: setup } = machine.programs;
  const { loadBytes } = machine.tile;
  const vectors = Math.ceil((Math.ceil(elements / parts) * OPERAND_BYTES[format]) / loadBytes);
  const loads = accesses('read', 'input', loadBytes, machine);
  const stores = accesses('write', 'largest', OPERAND_BYTES.fp32, machine);
  const part = [
    once(controlBundles(setup.partSlots)),
    loop(coissuedBundles({ loads, floats: setup.vectorFloats, stores: [] }), vectors),
    once(stores.map((store) => memoryBundle(store))),
  ];
  return oneLaunchProgram(
    {
      name: 'amax',
      setup,
      elements: { input: 0, largest: 1 },
      items: groups * parts,
      blocks: (share) => [repeat(part, share)],
    },
    machine,
  );
}
