/**
 * A network as a file: `octile.network/1.0`, JSON or YAML, the same graph that the catalogue holds.
 * Every field counts or is refused. Left out: what nodes mean (models/networks).
 */
import { z } from 'zod';
import { checkGraph } from '../models/networks/check-graph.js';
import { ACTIVATIONS, LOSSES, MOST_LEARNING_RATE, type NetworkGraph, SYMBOLS } from '../models/networks/graph.js';
import { network } from '../models/networks/networks.js';
import { checkVersion, name, parseRecord, plainText, SCHEMAS, whole } from './schema.js';
import { isWrittenFile, readWritten, WRITTEN_FILES } from './text-record.js';

/** Longest axis, and most nodes and repetitions of a network. */
const MOST_LENGTH = 2 ** 24;
const MOST_NODES = 10_000;
const MOST_REPEAT = 1000;

const length = whole(1, MOST_LENGTH);
/** Shown in reports and part of tensors' names. */
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'a name of at most 64 letters, digits, - and _');
const place = { id, inputs: z.array(id).min(1).max(16).optional() };

const nodes = [
  z.strictObject({ ...place, kind: z.literal('linear'), outputs: length }),
  z.strictObject({ ...place, kind: z.literal('convolution'), channels: length, kernel: length }),
  z.strictObject({ ...place, kind: z.literal('max-pool'), size: length }),
  z.strictObject({ ...place, kind: z.literal('add') }),
  z.strictObject({ ...place, kind: z.enum(ACTIVATIONS) }),
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
  learningRate: z.number().positive().max(MOST_LEARNING_RATE).optional(),
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
