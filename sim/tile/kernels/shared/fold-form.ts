/** Folds of many inputs into one vector of outputs, by arithmetic. */
import type { SetupRecord, TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from './total.js';
import { accessesOf, addLoop, calledWork } from './work.js';

interface Fold {
  readonly setup: SetupRecord;
  readonly groups: number;
  readonly groupBytes: number;
  readonly groupSlots: number;
  readonly inputs: number;
  /** Per input beyond its loads; none if left out. */
  readonly inputSlots?: number;
}

/** Per group: addresses, first loads and stores around a loop of loads with arithmetic beside them. */
export function foldForm(
  { setup, groups, groupBytes, groupSlots, inputs, inputSlots = 0 }: Fold,
  machine: TileMachine,
): TileResult {
  const accesses = accessesOf(groupBytes, machine);
  const further = { slots: inputSlots + accesses, floats: accesses, readBytes: groupBytes, writeBytes: 0 };
  return oneLaunch(setup, machine, groups, (share) => {
    const work = calledWork(machine, setup.setupSlots + share * (groupSlots + inputSlots + 2 * accesses));
    work.readBytes += share * groupBytes;
    work.writeBytes += share * groupBytes;
    return addLoop(work, further, share * (inputs - 1));
  });
}
