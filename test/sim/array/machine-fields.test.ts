/** No field of a machine is read by nobody: each changes what some piece of work takes, or is refused. */
import { expect, it } from 'vitest';
import { InputError } from '../../../models/input-error.js';
import { fieldValue, numericFields, withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { published7nm } from '../../../models/technologies/published-7nm.js';
import { checkChips, outsideTransfer } from '../../../sim/array/links.js';
import { gemmShape } from '../../../sim/array/plan/gemm-shape.js';
import { productWork, simulateProduct } from '../../../sim/array/product.js';
import { priceCounts } from '../../../sim/energy/price.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';
import type { TileTask } from '../../../sim/tile/kernels/tasks.js';
import { tileCase } from '../../../verify/closed-form/tile-cases.js';

/** Tasks of every kind, whatever machines the cases draw; and rows that few of them have. */
const TASKS: readonly TileTask[] = [
  { kind: 'layer-norm', rows: 2, width: 144, fused: 'none' },
  { kind: 'layer-norm', rows: 2, width: 144, fused: 'add' },
  { kind: 'bias-gelu', rows: 3, width: 40 },
  { kind: 'cast', layout: 'linear', rows: 1, width: 240, from: 'fp16', to: 'fp8', elementGroups: 'separate' },
  ...[32, 33, 184].map(
    (rows) =>
      ({
        kind: 'cast',
        layout: 'packed',
        rows,
        width: 480,
        from: 'fp16',
        to: 'fp8',
        elementGroups: 'separate',
      }) as const,
  ),
  { kind: 'gelu', elements: 333, output: 'fp16' },
  ...Array.from({ length: 300 }, (_, index) => tileCase(index).task),
];

function product(machine: TileMachine, m: number, n: number, k: number, fields: Readonly<Record<string, number>> = {}) {
  const request = { shape: gemmShape(m, n, k, 'fp8', 'fp16'), format: 'f143', engine: 'closed-form' } as const;
  const { op, totals } = simulateProduct(request, withFields(machine, fields, 'test'));
  return [op.plan, op.cyclesByCause, op.counts, totals.timeS];
}

/** What a machine may change, the cheapest first. */
const WORK: readonly ((machine: TileMachine) => unknown)[] = [
  (machine) => TASKS.map((task) => tried(() => closedForm(task, machine))),
  (machine) => tried(() => product(machine, 60, 32, 200)),
  // Memory is short: what fits decides.
  (machine) => tried(() => product(machine, 600, 320, 14_000, { tiles: 24 })),
  (machine) => tried(() => product(machine, 2, 2048, 1000, { tiles: 8 })),
  (machine) => tried(() => product(machine, 100, 64, 1000, { tiles: 60 })),
  (machine) => tried(() => product(machine, 200, 200, 1000, { tiles: 100 })),
  (machine) => tried(() => product(machine, 600, 320, 3000, { tiles: 240 })),
  (machine) => tried(() => product(machine, 512, 512, 2048, { tiles: 64 })),
  // Too large: what would help is said with its cost.
  (machine) => tried(() => product(machine, 2048, 2048, 2048, { tiles: 2 })),
  (machine) => tried(() => summed(machine)),
  (machine) => tried(() => priced(machine)),
];

/** A tensor that six chips add up. */
function summed(machine: TileMachine) {
  checkChips(6, machine, 'test');
  const op = { dims: { elements: 1000, chips: 6 }, attributes: { function: 'all-reduce' } } as const;
  return outsideTransfer(op, 2, machine);
}

/** A product that draws more than the machine may. */
function priced(machine: TileMachine) {
  const request = {
    shape: gemmShape(4096, 4096, 4096, 'fp16', 'fp16'),
    format: 'float16',
    engine: 'closed-form',
  } as const;
  const { totalPj, operation } = priceCounts(
    productWork(simulateProduct(request, machine), request, machine),
    published7nm,
  );
  return [totalPj, operation];
}

/** What is refused says so. */
function tried(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) return error.expected + (error.remedy ?? '');
    throw error;
  }
}

const built = WORK.map((work) => JSON.stringify(work(ipu21)));

function changes(path: string, value: number): boolean {
  const machine = tried(() => withFields(ipu21, { [path]: value }, 'test'));
  if (typeof machine === 'string') return false;
  return WORK.some((work, i) => JSON.stringify(work(machine as TileMachine)) !== built[i]);
}

it.each(numericFields(ipu21))('%s', (path) => {
  const value = fieldValue(ipu21, path);
  const others = Number.isInteger(value) ? [2 * value, value + 1, 32 * value, Math.floor(value / 2)] : [value / 2];
  expect(others.some((other) => changes(path, other))).toBe(true);
});
