/**
 * Where a pipeline is cut: nodes and repetitions of blocks, in order, a run of them to each chip, so that the chip with
 * most bytes has fewest; among such cuts those where the one with most multiply-accumulates has fewest. Bytes are those of
 * weights, states, sums of gradients over micro-batches, and values kept for the backward pass, of as many micro-batches as a chip has begun and not finished.
 */
import { InputError, shown } from '../../../models/input-error.js';
import type { NetworkGraph } from '../../../models/networks/graph.js';
import type { BlockGroups } from '../../../models/networks/layout.js';
import { elementsOf } from '../../../models/shape.js';
import { macsOf } from '../../../sim/array/memory/remedies.js';
import { elementBytes } from '../../../sim/array/tensors.js';
import type { StepWork } from './step-work.js';

export interface PipelineRule {
  readonly chips: number;
  readonly microBatches: number;
}

/** One-forward-one-backward: the first of n chips has begun n micro-batches before it gets the first back. */
export function inFlightOn(stage: number, { chips, microBatches }: PipelineRule): number {
  return Math.min(microBatches, chips - stage);
}

/** A node, or one repetition of a block. */
interface Unit {
  readonly entry: string;
  readonly stateBytes: number;
  readonly keptBytes: number;
  readonly macs: number;
}

export interface StageCuts {
  /** How many units each stage has. */
  readonly lengths: readonly number[];
  readonly units: readonly Pick<Unit, 'entry'>[];
}

/** @param once the step lowered with each block once @throws InputError for more chips than parts */
export function stageCuts(graph: NetworkGraph, once: StepWork, rule: PipelineRule): StageCuts {
  const units = unitsOf(graph, once, rule);
  if (rule.chips > units.length) {
    const expected = `at most ${units.length}, as many as it has nodes and repetitions of blocks`;
    throw new InputError(`chips of network ${shown(graph.name)}`, expected, String(rule.chips));
  }
  const bytes: Cost = (stage, from, to) =>
    sumOf(units.slice(from, to), (unit) => unit.stateBytes + inFlightOn(stage, rule) * unit.keptBytes);
  const least = leastMost(units.length, rule.chips, bytes).most;
  const macs: Cost = (stage, from, to) =>
    bytes(stage, from, to) > least ? Number.POSITIVE_INFINITY : sumOf(units.slice(from, to), (unit) => unit.macs);
  return { lengths: leastMost(units.length, rule.chips, macs).lengths, units };
}

/** The repetitions of each block, stage by stage. */
export function groupsOf({ lengths, units }: StageCuts): BlockGroups {
  const groups = new Map<string, number[]>();
  let at = 0;
  for (const length of lengths) {
    const counts = new Map<string, number>();
    for (const { entry } of units.slice(at, at + length)) counts.set(entry, (counts.get(entry) ?? 0) + 1);
    for (const [entry, count] of counts) groups.set(entry, [...(groups.get(entry) ?? []), count]);
    at += length;
  }
  return Object.fromEntries(groups);
}

/** The stage of each layer of a network that is laid out in these groups. */
export function stageOfLayer(graph: NetworkGraph, { lengths, units }: StageCuts): (layer: string) => number {
  const stages = lengths.flatMap((length, stage) => new Array<number>(length).fill(stage));
  const first = new Map(units.map(({ entry }, i) => [entry, i] as const).reverse());
  const blocks = graph.nodes.filter(({ kind }) => kind === 'block').map(({ id }) => id);
  return (layer) => {
    if (layer === 'loss') return lengths.length - 1;
    const block = blocks.find((id) => layer.startsWith(`${id}.`));
    const repetition = block === undefined ? 1 : Number.parseInt(layer.slice(block.length + 1), 10);
    return stages[(first.get(block ?? layer) ?? 0) + repetition - 1] ?? 0;
  };
}

function unitsOf(graph: NetworkGraph, { ops, tensors }: StepWork, { microBatches }: PipelineRule): Unit[] {
  const kept = keptForBackward(ops);
  const made = new Set(ops.map(({ output }) => output));
  const gradients = new Set(ops.flatMap(({ kind, inputs }) => (kind === 'update' ? inputs.slice(-1) : [])));
  return graph.nodes.flatMap((entry): Unit[] => {
    const repeat = entry.kind === 'block' ? entry.repeat : 1;
    const belongs = (layer: string) => layer === entry.id || (repeat > 1 && layer.startsWith(`${entry.id}.`));
    const isKeptWeight = (id: string) => !made.has(id) || kept.has(id);
    const isSummed = (id: string) => microBatches > 1 && gradients.has(id);
    const own = tensors.filter(({ layer }) => belongs(layer));
    const isState = (role: string) => role === 'state' || role === 'weight';
    const unit = {
      entry: entry.id,
      stateBytes: sumOf(
        own.filter(({ id, role }) => isSummed(id) || (isState(role) && isKeptWeight(id))),
        bytesOf,
      ),
      keptBytes: sumOf(
        own.filter(({ id, role }) => !isState(role) && kept.has(id)),
        bytesOf,
      ),
      macs: sumOf(
        ops.filter(({ layer }) => belongs(layer)),
        macsOf,
      ),
    };
    return new Array<Unit>(repeat).fill(unit);
  });
}

/** What the forward pass makes and a later one reads. */
function keptForBackward(ops: StepWork['ops']): Set<string> {
  const made = new Set(ops.filter(({ phase }) => phase === 'forward').map(({ output }) => output));
  const read = ops.filter(({ phase }) => phase !== 'forward').flatMap(({ inputs }) => inputs);
  return new Set(read.filter((id) => made.has(id)));
}

function bytesOf({ id, shape, format }: StepWork['tensors'][number]): number {
  return elementsOf(shape) * elementBytes(format, id);
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

/** Of stage `stage`, if it has the units from `from` to before `to`. */
type Cost = (stage: number, from: number, to: number) => number;

interface Division {
  readonly most: number;
  readonly lengths: readonly number[];
}

/** `units` in order dealt to `stages`, at least one each, the largest cost least: stage by stage, for every place where it may end. */
function leastMost(units: number, stages: number, cost: Cost): Division {
  let ends = new Map<number, Division>([[0, { most: 0, lengths: [] }]]);
  for (let stage = 0; stage < stages; stage++) {
    const next = new Map<number, Division>();
    for (const [from, before] of ends) {
      for (let to = from + 1; to <= units; to++) {
        const most = Math.max(before.most, cost(stage, from, to));
        if (most < (next.get(to)?.most ?? Number.POSITIVE_INFINITY) || !next.has(to)) {
          next.set(to, { most, lengths: [...before.lengths, to - from] });
        }
      }
    }
    ends = next;
  }
  return ends.get(units) as Division;
}
