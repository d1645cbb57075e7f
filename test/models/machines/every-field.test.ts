/**
 * Every field of a machine that a user can write counts: some work takes another time with it, it is refused, or what it
 * is refused with says something else.
 */
import { expect, it } from 'vitest';
import { InputError } from '../../../models/input-error.js';
import { fieldUnits, fieldValue, withFields } from '../../../models/machines/fields.js';
import { tiledMachine } from '../../../models/machines/machines.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { FIELD_UNITS } from '../../../models/machines/units.js';
import { published7nm } from '../../../models/technologies/published-7nm.js';
import type { Trace } from '../../../records/trace/trace-folder.js';
import { gemmShape } from '../../../sim/array/plan/gemm-shape.js';
import { productWork, simulateProduct } from '../../../sim/array/product.js';
import { simulateTrace } from '../../../sim/array/simulate.js';
import { priceCounts } from '../../../sim/energy/price.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';
import type { TileTask } from '../../../sim/tile/kernels/tasks.js';
import { chipTraces } from '../../../traces/lowering/chips/lower-chips.js';
import { loweredTrace } from '../../../traces/lowering/lower.js';
import { recipe } from '../../../traces/training/recipes.js';
import { tileCase } from '../../../verify/closed-form/tile-cases.js';
import { SMALL_CNN } from '../../traces/small-training.js';

/** A cap that binds in products. */
const MACHINE = withFields<'tiles'>(tiledMachine('ipu21', 'test'), { tiles: 32, 'power.capW': 2 }, 'test');
/** Tasks of every kernel, each kind many times. */
const TASKS: readonly TileTask[] = [
  ...Array.from({ length: 1500 }, (_, index) => tileCase(index).task),
  { kind: 'layer-norm', rows: 2, width: 2048, fused: 'add' },
];
const STEP = {
  ...{ network: SMALL_CNN, recipe: recipe('fp8', {}, 'test'), unit: 'ipu21-amp', batch: 2, toolVersion: '0' },
} as const;
const TRACE = loweredTrace(STEP, 'test');
const [ON_CHIPS] = chipTraces(STEP, { chips: 6, parallel: 'data', microBatches: 1 }, 'test') as [Trace];
const SHAPES = [
  gemmShape(4096, 1024, 1024, 'fp8', 'fp16'),
  gemmShape(100, 48, 4000, 'fp8', 'fp16'),
  gemmShape(9, 500, 64, 'fp16', 'fp32'),
  // Too large.
  gemmShape(8192, 2048, 8192, 'fp8', 'fp16'),
];

/** What a machine makes of all of the work, in one text. */
function resultsOn(machine: TileMachine): string[] {
  const attempts: (() => unknown)[] = [
    () => TASKS.map((task) => closedForm(task, machine)),
    ...SHAPES.map((shape) => () => {
      const request = { shape, format: 'f143', engine: 'closed-form' } as const;
      const result = simulateProduct(request, machine);
      const { totals, op } = result;
      const { totalPj, operation } = priceCounts(productWork(result, request, machine), published7nm);
      return [totals.timeS, totals.counts, op.memory, totalPj, operation];
    }),
    ...[TRACE, ON_CHIPS].map((trace) => () => {
      return simulateTrace(trace, machine, { engine: 'closed-form', activity: 'none' }).totals.timeS;
    }),
  ];
  return attempts.map((work) => JSON.stringify(outcome(work)));
}

class Refused {
  constructor(readonly remedy: string | undefined) {}
}

function outcome<T>(work: () => T): T | Refused {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) return new Refused(error.remedy);
    throw error;
  }
}

const usual = resultsOn(MACHINE).join();

/** Other values of a field, near and far. */
function others(path: string): number[] {
  const value = fieldValue(MACHINE, path);
  const { least, most } = FIELD_UNITS[fieldUnits('tiles').get(path) ?? 'count'];
  const near = [value + 1, value * 2, Math.floor(value / 2), value / 2, value * 4, value + 8];
  return [...near, Math.floor(value / 10), value * 10, least, most].filter((other) => other !== value);
}

/** Values that change something, or are refused by what is said of the field. */
function counts(path: string): boolean {
  const tries = others(path).map((value) => outcome(() => withFields<'tiles'>(MACHINE, { [path]: value }, 'test')));
  return (
    tries.every((machine) => machine instanceof Refused) ||
    tries.some((machine) => !(machine instanceof Refused) && resultsOn(machine).join() !== usual)
  );
}

it.each([...fieldUnits('tiles').keys()])('%s', (path) => {
  expect(counts(path)).toBe(true);
});
