/**
 * The networks of measured workloads, by the fields of their cases (../../../../shared/data/ipu21-calibration.md has the
 * table): multi-layer perceptron, projected attention, vision transformer with attention pooling, fused attention.
 * Projections, MLP and products of attention each have their operands' format; softmax, norms and GELU are float16.
 * Source of the programs: osmarks/ipu-stack (SigLIP So400m/14 and its parts).
 */

import type { Work } from '../../../sim/array/simulate.js';
import { createProgram, type Program, STORAGE, type Value } from './program.js';

export interface MlpSizes {
  readonly batch: number;
  readonly tokens: number;
  readonly width: number;
  readonly hidden: number;
  readonly blocks: number;
  readonly gemmFormat: string;
  readonly inputFormat: string;
}

export interface AttentionSizes {
  readonly batch: number;
  readonly tokens: number;
  readonly heads: number;
  readonly headDim: number;
  readonly width: number;
  readonly blocks: number;
  readonly projectionFormat: string;
  readonly qkFormat: string;
  readonly pvFormat: string;
}

export interface VitSizes {
  readonly batch: number;
  readonly tokens: number;
  readonly patch: number;
  readonly width: number;
  readonly heads: number;
  readonly headDim: number;
  readonly hidden: number;
  readonly layers: number;
  readonly gemmFormat: string;
  readonly qkFormat: string;
  readonly pvFormat: string;
}

/** width → hidden, GELU, hidden → width, without biases; blocks have weights of their own. */
export function mlpWork({ batch, tokens, width, hidden, blocks, gemmFormat, inputFormat }: MlpSizes): Work {
  const program = createProgram();
  let x = program.input('x', batch * tokens, width, inputFormat);
  for (let block = 0; block < blocks; block++) {
    const up = project(program, x, hidden, gemmFormat);
    x = project(program, program.elementWise('gelu', up), width, gemmFormat);
  }
  return program.work();
}

/** Fused projection of queries, keys and values, their products, heads joined. */
export function attentionWork(sizes: AttentionSizes): Work {
  const program = createProgram();
  let x = program.input('x', sizes.batch * sizes.tokens, sizes.width, STORAGE);
  for (let block = 0; block < sizes.blocks; block++) x = attention(program, x, sizes, project);
  return program.work();
}

export function vitWork(sizes: VitSizes): Work {
  const { batch, tokens, patch, width, hidden, layers, gemmFormat } = sizes;
  const attentionSizes = { ...sizes, projectionFormat: gemmFormat };
  const program = createProgram();
  const patches = program.input('patches', batch * tokens, patch, STORAGE);
  let x = biased(program, patches, width, gemmFormat);
  x = program.elementWise('add', x, program.weight('positions', batch * tokens, width, STORAGE));
  program.repeat(layers);
  const context = attention(program, program.layerNorm(x), attentionSizes, biased);
  x = program.elementWise('add', biased(program, context, width, gemmFormat), x);
  x = program.elementWise('add', mlp(program, program.layerNorm(x), width, hidden, gemmFormat), x);
  program.repeat(1);
  pooled(program, program.layerNorm(x), sizes);
  return program.work();
}

/** One query a sample attends to all tokens; then a norm and an MLP. */
function pooled(program: Program, x: Value, sizes: VitSizes): void {
  const { batch, tokens, width, heads, headDim, hidden, gemmFormat } = sizes;
  const products = batch * heads;
  const keysAndValues = biased(program, x, 2 * width, gemmFormat);
  const split = (part: Value) => program.heads(part, products * tokens, headDim, 'split-heads');
  const keys = split(program.heads(keysAndValues, batch * tokens, width, 'slice'));
  const values = split(program.heads(keysAndValues, batch * tokens, width, 'slice'));
  const query = program.weight('query', products, headDim, sizes.qkFormat);
  const turned = program.transposed(program.cast(keys, sizes.qkFormat), products);
  const weights = program.cast(program.softmax(program.product(query, turned, products)), sizes.pvFormat);
  const context = program.product(weights, program.cast(values, sizes.pvFormat), products);
  const joined = program.heads(context, batch, width, 'merge-heads');
  const pooledValue = biased(program, joined, width, gemmFormat);
  const added = mlp(program, program.layerNorm(pooledValue), width, hidden, gemmFormat);
  program.elementWise('add', added, pooledValue);
}

type Projection = (program: Program, x: Value, columns: number, format: string) => Value;

function project(program: Program, x: Value, columns: number, format: string): Value {
  return program.product(program.cast(x, format), program.weight('w', x.columns, columns, format));
}

function biased(program: Program, x: Value, columns: number, format: string): Value {
  return program.elementWise('bias-add', project(program, x, columns, format), bias(program, columns));
}

function bias(program: Program, columns: number): Value {
  return program.weight('b', 1, columns, STORAGE);
}

function mlp(program: Program, x: Value, width: number, hidden: number, format: string): Value {
  const up = program.elementWise('bias-gelu', project(program, x, hidden, format), bias(program, hidden));
  return biased(program, up, width, format);
}

function attention(
  program: Program,
  x: Value,
  { batch, tokens, heads, headDim, projectionFormat, qkFormat, pvFormat }: Omit<AttentionSizes, 'blocks' | 'width'>,
  projection: Projection,
): Value {
  const products = batch * heads;
  const width = heads * headDim;
  const fused = projection(program, x, 3 * width, projectionFormat);
  const part = () => program.heads(fused, products * tokens, headDim, 'slice');
  const [queries, keys, values] = [part(), part(), part()];
  const turned = program.transposed(program.cast(keys, qkFormat), products);
  const scores = program.product(program.cast(queries, qkFormat), turned, products);
  const weights = program.cast(program.softmax(scores), pvFormat);
  const context = program.product(weights, program.cast(values, pvFormat), products);
  return program.heads(context, batch * tokens, width, 'merge-heads');
}
