/** Recipes beside each other on one network, for people: the answer, cycles by cause and by operation, and sentences. */
import { CYCLE_CAUSES } from '../../records/counts/tile-counts.js';
import type { Range } from '../../records/energy.js';
import { recipeFindings } from '../../reports/compose/recipes/findings.js';
import { OPERATIONS } from '../../reports/compose/recipes/operations.js';
import { type ComparedRecipes, isTimed, type TimedRecipe } from '../../reports/compose/recipes/timed-recipe.js';
import { workTitle } from '../../reports/compose/recipes/work-title.js';
import { tableLines } from '../../reports/export/text-table.js';
import { percentNumber, signedWhole, wholeNumber } from '../../reports/units/number.js';
import { forPeople, rangeForPeople } from '../../reports/units/si.js';

export function recipesText(compared: ComparedRecipes): string {
  const timed = compared.recipes.filter(isTimed);
  const [base] = timed;
  const parts = [
    `${workTitle(compared)} on ${compared.machine}, from shapes alone by the closed form`,
    ...(base === undefined
      ? []
      : [
          answer(timed, base),
          cycles('cause', CYCLE_CAUSES, timed, (recipe, cause) => recipe.cyclesByCause[cause]),
          cycles('operation', OPERATIONS, timed, (recipe, operation) => recipe.cyclesByOperation[operation]),
        ]),
    recipeFindings(compared)
      .map((sentence) => `- ${sentence}`)
      .join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

type Shown = (recipe: TimedRecipe) => string;

function answer(timed: readonly TimedRecipe[], base: TimedRecipe): string {
  const rows: readonly (readonly [string, Shown, ((recipe: TimedRecipe) => number)?])[] = [
    ['samples/s', ({ samplesPerSecond }) => wholeNumber(samplesPerSecond), ({ samplesPerSecond }) => samplesPerSecond],
    ['time of a step', ({ timeS }) => forPeople(timeS, 's'), ({ timeS }) => timeS],
    ['cycles of a step', ({ cycles: all }) => wholeNumber(all), ({ cycles: all }) => all],
    ['of its operands’ peak (%)', ({ utilisation }) => percentNumber(utilisation, 2)],
    ['energy of a step', ({ energyJ }) => withRange(energyJ, 'J'), ({ energyJ }) => energyJ.value],
    ['power', ({ powerW }) => withRange(powerW, 'W'), ({ powerW }) => powerW.value],
  ];
  const others = timed.filter((recipe) => recipe !== base);
  const headings = ['', ...names(timed), ...others.map(({ recipe }) => `${recipe} : ${base.recipe}`)];
  const cells = rows.map(([name, shown, value]) => [
    name,
    ...timed.map(shown),
    ...others.map((own) => (value === undefined ? '' : forPeople(value(own) / value(base), '×'))),
  ]);
  return aligned(headings, cells);
}

/** Cycles, their share of the step, and the change against the first. */
function cycles<Part extends string>(
  by: string,
  parts: readonly Part[],
  timed: readonly TimedRecipe[],
  of: (recipe: TimedRecipe, part: Part) => number,
): string {
  const [base, ...others] = timed as [TimedRecipe, ...TimedRecipe[]];
  const headings = [
    `cycles by ${by}`,
    ...timed.flatMap(({ recipe }) => [recipe, '%']),
    ...others.map(({ recipe }) => `${recipe} − ${base.recipe}`),
  ];
  const spent = parts.filter((part) => timed.some((recipe) => of(recipe, part) > 0));
  const cells = spent.map((part) => [
    part,
    ...timed.flatMap((recipe) => [wholeNumber(of(recipe, part)), percentNumber(of(recipe, part) / recipe.cycles, 1)]),
    ...others.map((own) => signedWhole(of(own, part) - of(base, part))),
  ]);
  return aligned(headings, cells);
}

/** Names to the left, numbers to the right. */
function aligned(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return tableLines({ headings, rows, align: headings.map((_, c) => (c === 0 ? 'left' : 'right')) }).join('\n');
}

function names(timed: readonly TimedRecipe[]): string[] {
  return timed.map(({ recipe }) => recipe);
}

function withRange({ low, value, high }: Range, unit: string): string {
  return `${forPeople(value, unit)} (${rangeForPeople(low, high, unit)})`;
}
