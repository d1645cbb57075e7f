/**
 * What a trace says of itself, whether its steps were captured in training or lowered from shapes: network,
 * layers, recipe, the units that its products went through.
 */

import type { DotProductUnit } from '../../models/units/unit.js';
import { SCHEMAS } from '../../records/schema.js';
import type { Recipe } from '../../records/trace/recipe.js';
import type { TraceRecord } from '../../records/trace/trace.js';
import { traceUnit } from '../../records/trace/units.js';
import type { UnitSource } from '../../records/unit-named.js';
import type { StepContext } from '../ops/emit.js';
import type { TrainedNetwork } from '../training/network.js';

/** The units that were asked for, each pair of formats once. */
export interface Units {
  readonly unitFor: StepContext['unitFor'];
  readonly used: () => TraceRecord['units'];
}

export function unitsOf(source: UnitSource): Units {
  const units = new Map<string, DotProductUnit>();
  return {
    unitFor(a, b, blocks) {
      const key = blocks === undefined ? `${a} ${b}` : `${a} ${b} ${blocks.format} ${blocks.block}`;
      const unit = units.get(key) ?? source.unitFor(a, b, blocks);
      units.set(key, unit);
      return unit;
    },
    used: () => [...units.values()].map((unit) => traceUnit(unit, source)),
  };
}

/** What of a network stands in a trace. */
export interface DescribedNetwork {
  readonly graph: Pick<TrainedNetwork['graph'], 'name'>;
  readonly layers: readonly { readonly id: string; readonly node: { readonly kind: string } }[];
  readonly parameters: number;
}

export interface TraceDescription {
  readonly toolVersion: string;
  readonly network: DescribedNetwork;
  readonly batch: number;
  readonly microBatches?: number | undefined;
  readonly recipe: Recipe;
  readonly units: Units;
  readonly seed: number;
  readonly steps: readonly {
    readonly step: number;
    readonly lossScaleExponent: number;
    readonly updates?: number | undefined;
  }[];
  readonly sampling: TraceRecord['sampling'];
}

/** Without files yet: writing the trace lists them (records/trace/trace-folder.ts). */
export function traceRecord(description: TraceDescription): TraceRecord {
  const { toolVersion, network, batch, microBatches = 1, recipe, units, seed, steps, sampling } = description;
  return {
    schema: SCHEMAS.trace,
    tool: { name: 'octile', version: toolVersion },
    network: {
      ...{ name: network.graph.name, batch, parameters: network.parameters },
      ...(microBatches === 1 ? {} : { microBatches }),
    },
    layers: network.layers.map(({ id, node }) => ({ id, name: id, kind: node.kind })),
    recipe,
    units: units.used(),
    seed,
    steps: steps.map((step) => ({ ...step })),
    sampling,
    files: [],
  };
}
