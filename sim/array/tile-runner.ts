/**
 * Tile tasks to results, each task run once: tiles with equal blocks do equal work. Activity depends on
 * operands and is never remembered.
 */
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import type { ActivityCounts } from '../../records/counts/tile-counts.js';
import type { GemmOperands } from '../tile/activity/activity.js';
import { countTile } from '../tile/engines/counted.js';
import type { TileResult } from '../tile/engines/result.js';
import { createTile, runTile } from '../tile/engines/stepped.js';
import { closedForm } from '../tile/kernels/closed-forms.js';
import { programOf } from '../tile/kernels/programs.js';
import type { TileTask } from '../tile/kernels/tasks.js';
import { createMemo } from './memo.js';

/** `closed-form` takes activity, where operands are given, from the counting engine: it has none of its own. */
export type TileEngine = 'stepped' | 'counted' | 'closed-form';

export interface TileRunner {
  /** Structural result of a task, without operands. */
  readonly run: (task: TileTask) => TileResult;
  readonly cycles: (task: TileTask) => number;
  /** Activity of one tile's product on its operands. */
  readonly activity: (task: TileTask, operands: GemmOperands) => ActivityCounts;
}

export function createTileRunner(machine: TileMachine, engine: TileEngine): TileRunner {
  const known = createMemo<TileResult>();
  const run = (task: TileTask): TileResult => known.of(Object.entries(task).flat(), () => execute(task));
  const execute = (task: TileTask, operands?: GemmOperands): TileResult => {
    if (engine === 'closed-form' && operands === undefined) return closedForm(task, machine);
    const program = programOf(task, machine);
    return engine === 'stepped' ? runTile(createTile(program, machine, operands)) : countTile(program, operands);
  };
  return {
    run,
    cycles: (task) => run(task).cycles,
    activity(task, operands) {
      const { activity } = execute(task, operands);
      if (activity === null) throw new Error(`${task.kind} has no activity`);
      return activity;
    },
  };
}
