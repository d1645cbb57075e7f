/** The networks that Octile knows by name. */
import { named } from '../named.js';
import { bertBase } from './catalogue/bert-base.js';
import { bertLarge } from './catalogue/bert-large.js';
import { charTransformer } from './catalogue/char-transformer.js';
import { clipVitB32 } from './catalogue/clip-vit-b32.js';
import { cnn } from './catalogue/cnn.js';
import { efficientnetB0 } from './catalogue/efficientnet-b0.js';
import { efficientnetB2 } from './catalogue/efficientnet-b2.js';
import { efficientnetB4 } from './catalogue/efficientnet-b4.js';
import { gpt2 } from './catalogue/gpt2.js';
import { gpt2Large } from './catalogue/gpt2-large.js';
import { gpt2Medium } from './catalogue/gpt2-medium.js';
import { gpt2Xl } from './catalogue/gpt2-xl.js';
import { llama2x7b } from './catalogue/llama-2-7b.js';
import { mlp } from './catalogue/mlp.js';
import { residualMlp } from './catalogue/residual-mlp.js';
import { resnet8, resnet8x16 } from './catalogue/resnet8.js';
import { resnet18 } from './catalogue/resnet18.js';
import { resnet20 } from './catalogue/resnet20.js';
import { resnet32 } from './catalogue/resnet32.js';
import { resnet50 } from './catalogue/resnet50.js';
import { siglipSo400m14 } from './catalogue/siglip-so400m14.js';
import { smallCnn } from './catalogue/small-cnn.js';
import { transformerBase } from './catalogue/transformer-base.js';
import { vitL14 } from './catalogue/vit-l14.js';
import type { NetworkGraph } from './graph.js';

export const NETWORKS: readonly NetworkGraph[] = [
  mlp,
  cnn,
  smallCnn,
  residualMlp,
  resnet8,
  resnet8x16,
  resnet20,
  resnet32,
  charTransformer,
  resnet18,
  resnet50,
  efficientnetB0,
  efficientnetB2,
  efficientnetB4,
  transformerBase,
  bertBase,
  bertLarge,
  clipVitB32,
  vitL14,
  siglipSo400m14,
  gpt2,
  gpt2Medium,
  gpt2Large,
  gpt2Xl,
  llama2x7b,
];

/** @param where what an error names @param orElse what may stand there instead of a name */
export function network(name: string, where: string, orElse?: string): NetworkGraph {
  return named(NETWORKS, name, 'a network', where, orElse);
}
