/**
 * Programs that fold many inputs into one vector of outputs: a group’s addresses and first loads, a loop of further
 * inputs with arithmetic beside their loads, the stores.
 */
import type { SetupRecord, TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import {
  controlBundles,
  floatBundle,
  loop,
  memoryBundle,
  once,
  repeat,
  type TileProgram,
} from '../../engines/program.js';
import { accesses, oneLaunchProgram } from './one-launch-program.js';

interface Fold {
  readonly name: string;
  readonly setup: SetupRecord;
  readonly outputs: number;
  readonly inputs: number;
  readonly outputsPerGroup: number;
  readonly bytesPerOutput: number;
  readonly groupSlots: number;
  /** Per input beyond its loads. */
  readonly inputSlots: number;
}

export function foldProgram(fold: Fold, machine: TileMachine): TileProgram {
  const bytes = fold.outputsPerGroup * fold.bytesPerOutput;
  const loads = accesses('read', 'inputs', bytes, machine);
  const stores = accesses('write', 'outputs', bytes, machine);
  const group = [
    once([...controlBundles(fold.groupSlots + fold.inputSlots), ...loads.map((load) => memoryBundle(load))]),
    loop([...controlBundles(fold.inputSlots), ...loads.map((load) => floatBundle(load))], fold.inputs - 1),
    once(stores.map((store) => memoryBundle(store))),
  ];
  return oneLaunchProgram(
    {
      name: fold.name,
      setup: fold.setup,
      elements: { inputs: 0, outputs: 1 },
      items: Math.ceil(fold.outputs / fold.outputsPerGroup),
      blocks: (groups) => [repeat(group, groups)],
    },
    machine,
  );
}
