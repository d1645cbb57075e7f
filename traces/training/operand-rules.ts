/** Which layers' operands the recipe leaves in the storage format: the first as it says, and those that it names. */
import { matchesId } from '../../models/id-pattern.js';
import { InputError, shown } from '../../models/input-error.js';
import type { NodeKind } from '../../models/networks/graph.js';
import type { LayerLayout } from '../../models/networks/layout.js';
import type { Recipe } from '../../records/trace/recipe.js';
import type { Layer, OperandRule } from './layers/layer.js';

/** Nodes whose ops are products. */
const PRODUCTS: readonly NodeKind[] = ['linear', 'convolution', 'attention'];

const FIRST: Readonly<Record<Recipe['firstLayer'], OperandRule>> = {
  paper: 'weights',
  storage: 'storage',
  cast: 'recipe',
};

/**
 * The rule of a layer by its id and whether anything before it is trained.
 * @throws InputError for a name or pattern that means no layer with products
 */
export function operandRules(
  layers: readonly LayerLayout[],
  { name, firstLayer, highLayers }: Recipe,
): (id: string, inputGradients: Layer['inputGradients']) => OperandRule {
  const ids = layers.filter(({ node }) => PRODUCTS.includes(node.kind)).map(({ id }) => id);
  const patterns = highLayers.map((pattern) => {
    if (ids.some((id) => matchesId(pattern, id))) return pattern;
    const expected = `ids of layers with products (${ids.join(', ')}), * for any text`;
    throw new InputError(`recipe ${name} highLayers`, expected, shown(pattern));
  });
  return (id, inputGradients) => {
    if (patterns.some((pattern) => matchesId(pattern, id))) return 'storage';
    return inputGradients === 'not-needed' ? FIRST[firstLayer] : 'recipe';
  };
}
