/** The two engines count the same, and what they count is conserved. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTile } from '../../../sim/tile/engines/counted.js';
import type { TileResult } from '../../../sim/tile/engines/result.js';
import { bundleOf, contextOf, createTile, runTile, stepTile } from '../../../sim/tile/engines/stepped.js';
import { CONTEXTS } from '../../../sim/tile/engines/tile-state.js';
import { programOf } from '../../../sim/tile/kernels/programs.js';
import { machines, tasks } from './tasks.js';

const RUNS = { numRuns: 400 };

function workerPhaseCycles({ cyclesByCause }: TileResult): number {
  return cyclesByCause.compute + cyclesByCause['fill-drain'];
}

describe('stepped and counted', () => {
  it('agree on every cycle, cause and count of any task on any machine', () => {
    fc.assert(
      fc.property(tasks, machines, (task, machine) => {
        const program = programOf(task, machine);
        expect(runTile(createTile(program, machine))).toEqual(countTile(program));
      }),
      RUNS,
    );
  });

  it('spend each cycle once: causes add up, and so do issues, waits and empty slots', () => {
    fc.assert(
      fc.property(tasks, machines, (task, machine) => {
        const result = countTile(programOf(task, machine));
        const { counts, cycles, cyclesByCause } = result;
        expect(Object.values(cyclesByCause).reduce((sum, value) => sum + value)).toBe(cycles);
        expect(counts.workerIssues + counts.idleSlots).toBe(workerPhaseCycles(result));
        const alone = cycles - workerPhaseCycles(result);
        const loadsBehind = machine.amp.coefficientBanks > 1 ? counts.coefficientBytes / machine.tile.loadBytes : 0;
        expect(counts.supervisorIssues).toBeLessThanOrEqual(alone + loadsBehind);
      }),
      RUNS,
    );
  });

  it('an observer sees who has each cycle, and which bundle', () => {
    fc.assert(
      fc.property(tasks, machines, (task, machine) => {
        const seen = { supervisor: 0, nobody: 0, bundles: 0, amp: 0 };
        const { counts, cycles } = runTile(createTile(programOf(task, machine), machine), (state) => {
          const bundle = bundleOf(state);
          if (contextOf(state) === CONTEXTS.supervisor) seen.supervisor += 1;
          if (contextOf(state) === CONTEXTS.nobody) seen.nobody += 1;
          if (bundle !== undefined) seen.bundles += 1;
          if (bundle?.arithmetic.kind === 'amp') seen.amp += 1;
        });
        expect(seen.nobody).toBe(counts.idleSlots);
        expect(seen.bundles).toBe(counts.workerIssues);
        expect(seen.amp).toBe(counts.ampIssues);
        expect(seen.supervisor + seen.nobody + seen.bundles).toBe(cycles);
      }),
      { ...RUNS, numRuns: 50 },
    );
  });
});

it('a tile that is done stays as it is', () => {
  fc.assert(
    fc.property(tasks, machines, (task, machine) => {
      const state = createTile(programOf(task, machine), machine);
      const result = runTile(state);
      stepTile(state);
      expect(runTile(state)).toEqual(result);
    }),
    { ...RUNS, numRuns: 20 },
  );
});
