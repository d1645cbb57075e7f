/** Random tasks of every kind and machines of every sort, for property tests. */
import * as fc from 'fast-check';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { GemmTask } from '../../../sim/tile/kernels/gemm/task.js';
import type { TileTask } from '../../../sim/tile/kernels/tasks.js';
import { type Draw, drawGemm, drawMachine, drawTask } from '../../../verify/closed-form/tile-cases.js';

function drawn<Value>(build: (draw: Draw) => Value): fc.Arbitrary<Value> {
  return fc.gen().map((generate) =>
    build({
      upTo: (most) => generate(fc.integer, { min: 1, max: most }),
      oneOf: (values) => values[generate(fc.nat, { max: values.length - 1 })] as (typeof values)[number],
    }),
  );
}

export const tasks: fc.Arbitrary<TileTask> = drawn(drawTask);
export const gemmTasks: fc.Arbitrary<GemmTask> = drawn(drawGemm);
export const machines: fc.Arbitrary<TileMachine> = drawn(drawMachine);
