/** A network in several recipes: parts add up, and each recipe is what it is by itself. */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../models/machines/fields.js';
import { tiledMachine } from '../../models/machines/machines.js';
import { technology } from '../../models/technologies/technologies.js';
import { networkNamed } from '../../records/network.js';
import { isTimed, type TimedRecipe } from '../../reports/compose/recipes/timed-recipe.js';
import { wholeNetworks, wholeNetworksTable } from '../../reports/compose/recipes/whole-networks.js';
import { simulateTrace } from '../../sim/array/simulate.js';
import { compareRecipesStage, type RecipesStage, recipesBeside } from '../../stages/compare-recipes.js';
import { loweredTrace } from '../../traces/lowering/lower.js';
import { recipe } from '../../traces/training/recipes.js';

const stageOf = (network: string, tiles: number, more: object = {}): RecipesStage => ({
  work: { network: networkNamed(network, 'test'), unit: 'ipu21-amp', batch: 8, toolVersion: '0', ...more },
  recipes: ['fp16', 'fp8'].map((name) => recipe(name, {}, 'test')),
  machine: withFields(tiledMachine('ipu21', 'test'), { tiles }, 'test'),
  technology: technology('published-7nm', 'test'),
  unitWhere: 'test',
});
const sum = (parts: object) => Object.values(parts).reduce((total: number, part) => total + part, 0);

describe.each(['mlp', 'cnn'])('%s', (network) => {
  const stage = stageOf(network, 64);
  const compared = compareRecipesStage(stage);
  const timed = compared.recipes.filter(isTimed);

  it('cycles add up by cause and by operation, and are those of the run alone', () => {
    expect(timed.map(({ recipe: name }) => name)).toEqual(['fp16', 'fp8']);
    for (const [i, own] of timed.entries()) {
      const trace = loweredTrace({ ...stage.work, recipe: stage.recipes[i] as (typeof stage.recipes)[number] }, 'test');
      const { totals } = simulateTrace(trace, stage.machine, { engine: 'closed-form', activity: 'none' });
      expect(own.cycles).toBe(totals.cycles);
      expect(sum(own.cyclesByCause)).toBe(own.cycles);
      expect(sum(own.cyclesByOperation)).toBe(own.cycles);
      expect(own.samplesPerSecond).toBeCloseTo(8 / totals.timeS, 6);
      expect(own.powerW.value).toBeCloseTo(own.energyJ.value / totals.timeS, 9);
    }
  });

  it('fp16 casts nothing and has no narrow product; fp8 has both, and the first layer is wide', () => {
    const [wide, narrow] = timed as [TimedRecipe, TimedRecipe];
    expect(wide.narrowShare).toBe(0);
    expect(narrow.narrowShare).toBeGreaterThan(0);
    expect(narrow.narrowShare).toBeLessThan(1);
    expect(narrow.cyclesByOperation.casts).toBeGreaterThan(0);
    expect(narrow.macs).toBe(wide.macs);
  });
});

it('inference updates nothing', () => {
  const compared = compareRecipesStage(stageOf('cnn', 64, { pass: 'inference' }));
  expect(compared.pass).toBe('inference');
  expect(compared.recipes.filter(isTimed).map(({ cyclesByOperation }) => cyclesByOperation.update)).toEqual([0, 0]);
});

it('what fits in no recipe is refused, by the first of them', () => {
  expect(() => compareRecipesStage(stageOf('bert-large', 4))).toThrow(/^fp16, op .* bytes are alive at once/);
});

it('in a report stands a row a recipe, with the gain, and nothing where it does not fit', () => {
  const [fits, none] = [recipesBeside(stageOf('mlp', 64)), recipesBeside(stageOf('bert-large', 4))];
  const [table] = wholeNetworksTable([fits, none]);
  expect(table?.rows.map((row) => row.slice(0, 2))).toEqual([
    ['mlp training', 'fp16'],
    ['mlp training', 'fp8'],
    ['bert-large training', 'fp16'],
    ['bert-large training', 'fp8'],
  ]);
  const [wide, narrow] = fits.recipes as [TimedRecipe, TimedRecipe];
  expect(table?.rows.map((row) => row[3])).toEqual([1, wide.timeS / narrow.timeS, null, null]);
  const { works, table: id } = wholeNetworks([fits, none]).wholeNetworks ?? {};
  expect(id).toBe(table?.id);
  expect(works?.map(({ title }) => title)).toEqual([
    'mlp, training, batch 8',
    'bert-large, training, batch 8, 128 tokens',
  ]);
  expect(works?.[1]?.sentences[0]).toMatch(/^fp16 is not run on ipu21: /);
  expect(wholeNetworks([])).toEqual({});
});
