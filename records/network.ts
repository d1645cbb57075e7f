/**
 * A network as a file: `octile.network/1.0`, JSON or YAML, the same graph that the catalogue holds.
 * Every field counts or is refused. Left out: what nodes mean (models/networks).
 */
import { z } from 'zod';
import { checkGraph } from '../models/networks/check-graph.js';
import {
  ACTIVATIONS,
  CUT_AXES,
  DROPOUT_RATES,
  INITIALS,
  LINEAR_AXES,
  LOSSES,
  MASKS,
  MOST_LEARNING_RATE,
  type NetworkGraph,
  NORM_KINDS,
  POSITION_VALUES,
  SYMBOLS,
  TRAINING_RANGES,
} from '../models/networks/graph.js';
import { network } from '../models/networks/networks.js';
import { HYPER_RANGES, OPTIMISERS } from '../models/optimisers/optimiser.js';
import { checkVersion, name, parseRecord, plainText, real, SCHEMAS, whole } from './schema.js';
import { isWrittenFile, readWritten, WRITTEN_FILES } from './text-record.js';
import { scheduleSchema } from './trace/schedule.js';

/** Longest axis, and most nodes and repetitions of a network. */
const MOST_LENGTH = 2 ** 24;
const MOST_NODES = 10_000;
const MOST_REPEAT = 1000;

const length = whole(1, MOST_LENGTH);
const lengthOrNone = whole(0, MOST_LENGTH);
/** Shown in reports and part of tensors' names. */
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'a name of at most 64 letters, digits, - and _');
const place = { id, inputs: z.array(id).min(1).max(16).optional() };
const bias = z.boolean().optional();
const table = { weights: id.optional() };

function node<Kind extends string, Fields extends z.ZodRawShape>(kind: Kind, fields: Fields) {
  return z.strictObject({ ...place, kind: z.literal(kind), ...fields });
}

const nodes = [
  node('linear', { outputs: length, axes: z.enum(LINEAR_AXES).optional(), bias, ...table }),
  node('convolution', {
    channels: length,
    kernel: length,
    stride: length.optional(),
    padding: lengthOrNone.optional(),
    dilation: length.optional(),
    groups: length.optional(),
    bias,
  }),
  node('max-pool', {
    size: length.optional(),
    kernel: length.optional(),
    stride: length.optional(),
    padding: lengthOrNone.optional(),
  }),
  node('average-pool', { kernel: length, stride: length, padding: lengthOrNone.optional() }),
  node('global-average-pool', {}),
  node('dropout', { rate: real(...DROPOUT_RATES) }),
  node('add', {}),
  node('multiply', {}),
  node('embedding', { entries: length, width: length, ...table }),
  node('positions', { values: z.enum(POSITION_VALUES).optional(), entries: length.optional() }),
  node('token', { width: length }),
  node('attention', { heads: length, mask: z.enum(MASKS).optional(), positions: z.literal('rotary').optional() }),
  node('concat', { axis: z.enum(CUT_AXES) }),
  node('slice', { axis: z.enum(CUT_AXES), from: lengthOrNone.optional(), length }),
  node('subsample', { stride: length }),
  node('pad', { before: lengthOrNone, after: lengthOrNone }),
  node('reshape', { shape: z.array(length).min(1).max(6) }),
  z.strictObject({ ...place, kind: z.enum(ACTIVATIONS) }),
  z.strictObject({ ...place, kind: z.enum(NORM_KINDS) }),
] as const;

const block = z.strictObject({
  ...place,
  kind: z.literal('block'),
  repeat: whole(1, MOST_REPEAT),
  nodes: z.array(z.discriminatedUnion('kind', nodes)).min(1).max(MOST_NODES),
});

export const networkSchema = z.strictObject({
  schema: z.string(),
  name,
  summary: plainText(500).default(''),
  inputs: z
    .array(
      z.strictObject({
        id,
        shape: z
          .array(z.union([z.enum(SYMBOLS), length]))
          .min(1)
          .max(8),
      }),
    )
    .min(1)
    .max(16),
  nodes: z
    .array(z.discriminatedUnion('kind', [...nodes, block]))
    .min(1)
    .max(MOST_NODES),
  loss: z.enum(LOSSES),
  sequence: length.optional(),
  classes: z.array(id).min(1).max(16).optional(),
  initial: z.enum(INITIALS).optional(),
  optimiser: z.enum(OPTIMISERS).optional(),
  learningRate: z.number().positive().max(MOST_LEARNING_RATE).optional(),
  weightDecay: real(...HYPER_RANGES.weightDecay).optional(),
  schedule: scheduleSchema.optional(),
  batch: whole(...TRAINING_RANGES.batch).optional(),
  steps: whole(...TRAINING_RANGES.steps).optional(),
});

/**
 * A network by name, or from a file whose name ends in .json, .yaml or .yml.
 * @throws InputError naming file and field, or the node that does not fit
 */
export function networkNamed(nameOrFile: string, where: string): NetworkGraph {
  return isWrittenFile(nameOrFile) ? networkFromFile(nameOrFile) : network(nameOrFile, where, WRITTEN_FILES);
}

/** A network as `networkNamed` reads it back. */
export function networkFile(graph: NetworkGraph): unknown {
  return { schema: SCHEMAS.network, ...graph };
}

function networkFromFile(path: string): NetworkGraph {
  const value = readWritten(path);
  checkVersion('network', value, path);
  const { schema: _, ...graph } = parseRecord(networkSchema, value, path);
  checkGraph({ ...graph, name: path });
  return graph;
}
