/**
 * First values of parameters, from the seed. Weights are uniform: with `he` in ±√(6 / inputs) (He et al. 2015, equation
 * 10); with `gpt-2` with a deviation of 0.02, of layers that a residual connection adds 0.02 ÷ √(such layers) (Radford et
 * al. 2019, section 2.3; there normal). Tables have a deviation of 0.02, biases and shifts are 0, scales 1.
 */
import type { NetworkGraph } from '../../models/networks/graph.js';
import type { LayerLayout } from '../../models/networks/layout.js';
import type { ParameterShape } from '../../models/networks/rules/rule.js';
import { elementsOf } from '../../models/shape.js';
import { randomUnit, streamOf } from '../../runtime/random.js';

const DEVIATION = 0.02;
/** Of a uniform distribution: its limit ÷ its deviation. */
const LIMIT = Math.sqrt(3);

export type Values = Float32Array<ArrayBuffer>;

/** How each parameter of a network is drawn. @param layers unrolled */
export function initialValues({ initial = 'he' }: NetworkGraph, layers: readonly LayerLayout[], seed: number) {
  const added = addedLayers(layers);
  const limitOf = (layer: string, inputs: number) => {
    if (initial === 'he') return Math.sqrt(6 / inputs);
    return (DEVIATION * LIMIT) / (added.has(layer) ? Math.sqrt(added.size) : 1);
  };
  return (layer: string, { shape, initial: rule }: ParameterShape): Values => {
    const values = new Float32Array(elementsOf(shape));
    switch (rule.rule) {
      case 'zero':
        return values;
      case 'one':
        return values.fill(1);
      case 'scale-shift':
        return values.fill(1, 0, values.length / 2);
      case 'table':
        return uniform(values, DEVIATION * LIMIT, layer, seed);
      case 'weights':
        return uniform(values, limitOf(layer, rule.inputs), layer, seed);
    }
  };
}

/** Linear layers and convolutions that a residual connection reads. */
function addedLayers(layers: readonly LayerLayout[]): ReadonlySet<string> {
  const read = new Set(layers.filter(({ node }) => node.kind === 'add').flatMap(({ inputs }) => inputs));
  const weighing = layers.filter(({ node }) => node.kind === 'linear' || node.kind === 'convolution');
  return new Set(weighing.filter(({ id }) => read.has(id)).map(({ id }) => id));
}

/** In ± limit. */
function uniform(values: Values, limit: number, layer: string, seed: number): Values {
  const stream = streamOf('initial', layer);
  for (let i = 0; i < values.length; i++) values[i] = limit * (2 * randomUnit(seed, stream, i) - 1);
  return values;
}
