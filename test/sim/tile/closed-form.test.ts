/** The closed form counts what the engines count, from shapes alone. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedForm } from '../../../sim/tile/closed-form/closed-form.js';
import { countTile } from '../../../sim/tile/counted.js';
import { programOf } from '../../../sim/tile/task.js';
import { machines, tasks } from './tasks.js';

describe('closed form and counted', () => {
  it('agree on every cycle, cause and structural count of any task on any machine', () => {
    fc.assert(
      fc.property(tasks, machines, (task, machine) => {
        expect(closedForm(task, machine)).toEqual(countTile(programOf(task, machine)));
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  it('agree where every worker has a share of its own length or none', () => {
    fc.assert(
      fc.property(tasks, machines, fc.constantFrom(1, 2, 13, 64), (task, machine, workers) => {
        const other = { ...machine, tile: { ...machine.tile, workers } };
        expect(closedForm(task, other)).toEqual(countTile(programOf(task, other)));
      }),
      { numRuns: 200, seed: 6 },
    );
  });
});
