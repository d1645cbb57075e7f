/** What is compared, in a few words: `bert-large, inference, batch 4, 128 tokens`. */
import type { ComparedRecipes } from './timed-recipe.js';

export function workTitle({ network, pass, batch, sequence }: ComparedRecipes): string {
  return [network, pass, `batch ${batch}`, ...(sequence === undefined ? [] : [`${sequence} tokens`])].join(', ');
}
