/**
 * Every field of a machine at both ends of its range, through a product and through a network, on every engine: what
 * does not fit is refused in a sentence, what is taken gives finite counts, the same on each. No field is the length
 * of a list or loop beyond its range, so the work is bounded by construction.
 */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../models/input-error.js';
import { fieldUnits, withFields } from '../../../models/machines/fields.js';
import { tiledMachine } from '../../../models/machines/machines.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { FIELD_UNITS } from '../../../models/machines/units.js';
import type { NetworkGraph } from '../../../models/networks/graph.js';
import { gemmShape } from '../../../sim/array/plan/gemm-shape.js';
import { simulateProduct } from '../../../sim/array/product.js';
import { simulateTrace } from '../../../sim/array/simulate.js';
import type { TileEngine } from '../../../sim/array/tile-runner.js';
import { loweredTrace } from '../../../traces/lowering/lower.js';
import { recipe } from '../../../traces/training/recipes.js';

const MACHINE = { ...tiledMachine('ipu21', 'test'), tiles: 16 };
/** Cycles that are stepped through in the test. */
const MOST_STEPPED = 20_000;

/** Every kind of op that networks have, on few elements. */
const NETWORK: NetworkGraph = {
  name: 'every-op',
  summary: '',
  inputs: [{ id: 'x', shape: ['batch', 8, 8, 1] }],
  nodes: [
    { id: 'conv', kind: 'convolution', channels: 3, kernel: 3 },
    { id: 'relu', kind: 'relu' },
    { id: 'pool', kind: 'max-pool', size: 2 },
    { id: 'conv2', kind: 'convolution', channels: 4, kernel: 3 },
    { id: 'stem', kind: 'linear', outputs: 18 },
    {
      id: 'blocks',
      kind: 'block',
      repeat: 2,
      nodes: [
        { id: 'wide', kind: 'linear', outputs: 33 },
        { id: 'gelu', kind: 'gelu' },
        { id: 'narrow', kind: 'linear', outputs: 18 },
        { id: 'sum', kind: 'add', inputs: ['narrow', 'input'] },
      ],
    },
    { id: 'head', kind: 'linear', outputs: 10 },
  ],
  loss: 'softmax-cross-entropy',
};
const LOWERED = { network: NETWORK, recipe: recipe('fp8', {}, 'test'), unit: 'ipu21-amp', batch: 2, toolVersion: '0' };
const TRACE = loweredTrace(LOWERED, 'test');

/** Least and largest value of a field: of a fraction, whose least is left out, the next one. */
function limitsOf(path: string): number[] {
  const { least, most, numbers } = FIELD_UNITS[fieldUnits('tiles').get(path) ?? 'count'];
  return [numbers === 'fractions' ? least * (1 + Number.EPSILON) : least, most];
}

/** Undefined where the machine is refused, or the work on it. */
function outcome<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function productOn(machine: TileMachine, engine: TileEngine) {
  return outcome(
    () => simulateProduct({ shape: gemmShape(24, 32, 64, 'fp8', 'fp16'), format: 'f143', engine }, machine).totals,
  );
}

function traceOn(machine: TileMachine, engine: TileEngine) {
  return outcome(() => simulateTrace(TRACE, machine, { engine, activity: 'none' }).totals);
}

function checkFinite(totals: object): void {
  for (const [name, value] of Object.entries(totals)) {
    if (typeof value === 'object') checkFinite(value);
    else if (!(Number.isFinite(value) && value >= 0)) throw new Error(`${name} is ${value}`);
  }
}

let taken = 0;

/** The totals on each engine are one; stepped where that is short. */
function checkEngines(of: (engine: TileEngine) => ReturnType<typeof productOn>): void {
  const counted = of('counted');
  expect(of('closed-form')).toEqual(counted);
  if (counted === undefined) return;
  taken++;
  checkFinite(counted);
  if (counted.cycles <= MOST_STEPPED) expect(of('stepped')).toEqual(counted);
}

describe('a machine at the ends of a field’s range', () => {
  it.each([...fieldUnits('tiles').keys()])('%s', (path) => {
    for (const value of limitsOf(path)) {
      const machine = outcome(() => withFields<'tiles'>(MACHINE, { [path]: value }, 'test'));
      if (machine === undefined) continue;
      checkEngines((engine) => productOn(machine, engine));
      checkEngines((engine) => traceOn(machine, engine));
    }
  });

  it('is taken more often than not', () => {
    // A product and a network, at both ends.
    expect(taken).toBeGreaterThan(0.8 * 4 * fieldUnits('tiles').size);
  });
});
