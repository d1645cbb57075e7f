/** Sentences on a network in two recipes, with numbers set by hand: each where it is true, and where it is not. */
import { describe, expect, it } from 'vitest';
import { CYCLE_CAUSES } from '../../records/counts/tile-counts.js';
import { recipeFindings } from '../../reports/compose/recipes/findings.js';
import { OPERATIONS } from '../../reports/compose/recipes/operations.js';
import type { ComparedRecipes, RecipeResult, TimedRecipe } from '../../reports/compose/recipes/timed-recipe.js';

const causes = (some: Partial<TimedRecipe['cyclesByCause']>) =>
  ({ ...Object.fromEntries(CYCLE_CAUSES.map((cause) => [cause, 0])), ...some }) as TimedRecipe['cyclesByCause'];
const operations = (some: Partial<TimedRecipe['cyclesByOperation']>) =>
  ({ ...Object.fromEntries(OPERATIONS.map((name) => [name, 0])), ...some }) as TimedRecipe['cyclesByOperation'];

/** 1,000 cycles of 1 ns: 500 of products' inner loops. */
const WIDE: TimedRecipe = {
  kind: 'timed',
  recipe: 'fp16',
  samplesPerSecond: 4e6,
  timeS: 1e-6,
  cycles: 1000,
  cyclesByCause: causes({ compute: 600, exchange: 300, launch: 100 }),
  cyclesByOperation: operations({ products: 800, norms: 200 }),
  productCycles: 500,
  macs: 1e6,
  narrowShare: 0,
  utilisation: 0.5,
  energyJ: { low: 1e-6, value: 2e-6, high: 4e-6 },
  powerW: { low: 1, value: 2, high: 4 },
  energyBasis: 'published',
  basisShares: { measured: 0, gates: 0, published: 0.95, assumed: 0.05 },
};

/** 800 cycles: compute 250 fewer, exchange 50 fewer, launches 100 more; products 300 fewer, casts 100 more. */
const NARROW: TimedRecipe = {
  ...WIDE,
  recipe: 'fp8',
  timeS: 0.8e-6,
  cycles: 800,
  cyclesByCause: causes({ compute: 350, exchange: 250, launch: 200 }),
  cyclesByOperation: operations({ products: 500, norms: 200, casts: 100 }),
  narrowShare: 0.98,
  energyJ: { low: 0.5e-6, value: 1.2e-6, high: 3e-6 },
};

const compared = (...recipes: RecipeResult[]): ComparedRecipes => {
  return { network: 'by-hand', pass: 'training', batch: 4, machine: 'ipu21', tiles: 8, recipes };
};
const findings = (...recipes: RecipeResult[]) => recipeFindings(compared(...recipes));
const about = (word: string, ...recipes: RecipeResult[]) =>
  findings(...recipes).filter((sentence) => sentence.includes(word));

it('800 cycles against 1,000 are 1.25 × as fast, and a step of inference is called so', () => {
  const sentence = 'A step of training takes 800 cycles in fp8 and 1,000 in fp16: 1.25 × as fast.';
  expect(findings(WIDE, NARROW)[0]).toBe(sentence);
  expect(recipeFindings({ ...compared(WIDE, NARROW), pass: 'inference' })[0]).toBe(
    'An inference takes 800 cycles in fp8 and 1,000 in fp16: 1.25 × as fast.',
  );
  expect(findings(WIDE)).toEqual([]);
});

describe('where the gain goes', () => {
  it('what shrinks and what grows are told apart, the most first', () => {
    expect(about('By', WIDE, NARROW)).toEqual([
      'By cause fp8 saves 300 cycles of the fp16 step (inner loops 250 and exchange 50) and spends 100 more (launches 100).',
      'By operation fp8 saves 300 cycles of the fp16 step (products 300) and spends 100 more (casts 100).',
    ]);
  });

  it('where nothing grows, or nothing shrinks, it is not said to', () => {
    const slower = {
      ...WIDE,
      recipe: 'slow',
      cycles: 1010,
      cyclesByCause: causes({ compute: 610, exchange: 300, launch: 100 }),
    };
    expect(about('By cause', WIDE, slower)).toEqual(['By cause slow spends 10 more (inner loops 10).']);
    expect(about('By operation', WIDE, slower)).toEqual([]);
    expect(about('By cause', slower, WIDE)).toEqual([
      'By cause fp16 saves 10 cycles of the slow step (inner loops 10).',
    ]);
  });
});

describe('what twice the multipliers can give', () => {
  it('half of 500 of 1,000 cycles leaves 750: 1.33 ×', () => {
    expect(about('halved', WIDE, NARROW)).toEqual([
      'Inner loops and coefficient loads of products are 50.0 % of the fp16 step: halved, with all else as it is, they would make it 1.33 × as fast.',
    ]);
    expect(about('8-bit', WIDE, NARROW)).toEqual(['98.0 % of the multiply-accumulates in fp8 have 8-bit operands.']);
  });

  it('is silent where both are wide, both narrow, or every product is narrow', () => {
    expect(about('halved', WIDE, { ...NARROW, narrowShare: 0 })).toEqual([]);
    expect(about('halved', { ...WIDE, narrowShare: 0.5 }, NARROW)).toEqual([]);
    expect(about('8-bit', WIDE, { ...NARROW, narrowShare: 1 })).toEqual([]);
  });
});

describe('energy', () => {
  it('is a ratio with its range, and says what it rests on', () => {
    const sentence = 'A step costs 0.60 × the energy in fp8 (0.50–0.75 × with all figures low to all high).';
    expect(about('energy', WIDE, NARROW)).toEqual([`${sentence} Energy is published for 95 % of it.`]);
    const basisShares = { measured: 0.6, gates: 0, published: 0.1, assumed: 0.3 };
    expect(about('energy', WIDE, { ...NARROW, basisShares })).toEqual([
      `${sentence} Energy is measured for 60 % of it, assumed for 30 %.`,
    ]);
  });
});

it('a recipe that does not fit is told with the reason; without a baseline nothing is compared', () => {
  const refused: RecipeResult = { kind: 'refused', recipe: 'fp16', reason: 'too large' };
  expect(findings(refused, NARROW)).toEqual(['fp16 is not run on ipu21: too large.']);
  expect(findings(WIDE, { ...refused, recipe: 'fp8' })).toEqual(['fp8 is not run on ipu21: too large.']);
});
