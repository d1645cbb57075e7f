/** One step of a network in several recipes on one machine, from shapes alone, by the closed form: timed and priced. */
import { InputError } from '../models/input-error.js';
import type { TileMachine } from '../models/machines/tiles/tile-machine.js';
import { lengthsOf } from '../models/networks/layout.js';
import type { Technology } from '../models/technologies/technology.js';
import type { Recipe } from '../records/trace/recipe.js';
import { type ComparedRecipes, type RecipeResult, timedRecipe } from '../reports/compose/recipes/timed-recipe.js';
import { simulateTrace } from '../sim/array/simulate.js';
import { priceCounts } from '../sim/energy/price.js';
import { type LoweredTraceOptions, loweredTrace } from '../traces/lowering/lower.js';

export interface RecipesStage {
  readonly work: Omit<LoweredTraceOptions, 'recipe'>;
  /** The baseline first. */
  readonly recipes: readonly Recipe[];
  readonly machine: TileMachine;
  readonly technology: Technology;
  /** What an error of the unit names. */
  readonly unitWhere: string;
}

/** A recipe that the machine cannot run is told with the reason. @throws InputError where it can run none of them */
export function compareRecipesStage(stage: RecipesStage): ComparedRecipes {
  const results = resultsOf(stage);
  const [failure] = results.flatMap(({ error }) => error ?? []);
  if (failure !== undefined && results.every(({ error }) => error !== undefined)) throw failure;
  return comparedOf(stage, results);
}

/** As `compareRecipesStage`, where running none of them is an answer too. */
export function recipesBeside(stage: RecipesStage): ComparedRecipes {
  return comparedOf(stage, resultsOf(stage));
}

interface Tried {
  readonly result: RecipeResult;
  readonly error?: InputError;
}

function comparedOf({ work, machine }: RecipesStage, tried: readonly Tried[]): ComparedRecipes {
  const { network, batch, pass = 'training' } = work;
  const { sequence } = lengthsOf(network, batch);
  return {
    ...{ network: network.name, pass, batch },
    ...(sequence === undefined ? {} : { sequence }),
    ...{ machine: machine.name, tiles: machine.tiles },
    recipes: tried.map(({ result }) => result),
  };
}

function resultsOf(stage: RecipesStage): Tried[] {
  return stage.recipes.map((recipe) => resultOf(recipe, stage));
}

function resultOf(recipe: Recipe, { work, machine, technology, unitWhere }: RecipesStage): Tried {
  const trace = loweredTrace({ ...work, recipe }, unitWhere);
  try {
    const run = simulateTrace(trace, machine, { engine: 'closed-form', activity: 'none' });
    return { result: timedRecipe(run, priceCounts(run, technology)) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const named = new InputError(`${recipe.name}, ${error.where}`, error.expected, error.got, error.remedy);
    return { result: { kind: 'refused', recipe: recipe.name, reason: error.message }, error: named };
  }
}
