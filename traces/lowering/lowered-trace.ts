/** A trace of shapes alone: one lowered step in memory, for simulation without training. */
import type { NetworkRecord } from '../../models/networks/network.js';
import { unitFamily } from '../../models/units/families.js';
import type { DotProductUnit } from '../../models/units/unit.js';
import { canonicalLine, sha256 } from '../../records/json.js';
import { SCHEMAS } from '../../records/schema.js';
import type { Recipe } from '../../records/trace.js';
import type { Trace } from '../../records/trace-folder.js';
import { buildNetwork } from '../training/network.js';
import { lossScaleExponent } from '../training/recipes.js';
import { lowerStep } from './lower.js';

export interface LoweredTraceOptions {
  readonly network: NetworkRecord;
  readonly recipe: Recipe;
  readonly unit: string;
  readonly batch: number;
  readonly toolVersion: string;
}

/** Learning rates do not change shapes; the ops carry these. */
const SGD = { learningRate: 0, momentum: 0, weightDecay: 0 } as const;

/** @throws InputError where the unit does not take the recipe's formats */
export function loweredTrace({ network, recipe, unit, batch, toolVersion }: LoweredTraceOptions): Trace {
  const family = unitFamily(unit, '--unit');
  const units = new Map<string, DotProductUnit>();
  const unitFor = (a: string, b: string): DotProductUnit => {
    const found = units.get(`${a} ${b}`) ?? family.resolve(a, b, {}, '--unit');
    units.set(`${a} ${b}`, found);
    return found;
  };
  const { ops, tensors } = lowerStep({ network, recipe, unitFor, batch, sgd: SGD, seed: 0, step: 0 });
  const { layers, parameters } = buildNetwork(network, 0, recipe.firstLayer);
  const record = {
    schema: SCHEMAS.trace,
    tool: { name: 'octile', version: toolVersion },
    network: { name: network.name, batch, parameters },
    layers: layers.map(({ id, record: layer }) => ({ id, name: id, kind: layer.kind })),
    recipe,
    units: [...units.values()].map((found) => ({ ...found })),
    seed: 0,
    steps: [{ step: 0, lossScaleExponent: lossScaleExponent(recipe) }],
    sampling: { rule: 'one lowered step, shapes only' },
    files: [],
  };
  return {
    record,
    ops,
    tensors: new Map(tensors.map((tensor) => [tensor.id, tensor])),
    sha256: sha256(canonicalLine([record, ops, tensors])),
    operand: () => undefined,
  };
}
