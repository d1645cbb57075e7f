/**
 * What a recipe gains on a whole network and where the gain goes: rules, each a condition and the sentence that is printed
 * where it holds. Left out: accuracy, which shapes do not have.
 */
import type { CycleCause } from '../../../records/counts/tile-counts.js';
import { CYCLE_CAUSES } from '../../../records/counts/tile-counts.js';
import { basisText } from '../../units/basis.js';
import { counted, percent, wholeNumber } from '../../units/number.js';
import { forPeople, rangeForPeople } from '../../units/si.js';
import { OPERATIONS } from './operations.js';
import { type ComparedRecipes, isTimed, type RefusedRecipe, type TimedRecipe } from './timed-recipe.js';

/** A recipe beside the baseline. */
interface Pair {
  readonly own: TimedRecipe;
  readonly base: TimedRecipe;
  readonly pass: ComparedRecipes['pass'];
}

type Rule = (pair: Pair) => string | undefined;

const RULES: readonly Rule[] = [speed, powerCap, byCause, byOperation, productBound, narrowProducts, energy];

/** Of every recipe against the first; of one that cannot be run, why. */
export function recipeFindings({ recipes, pass, machine }: ComparedRecipes): string[] {
  const refused = recipes.flatMap((result) => (isTimed(result) ? [] : [refusal(result, machine)]));
  const [base] = recipes;
  if (base === undefined || !isTimed(base)) return refused;
  const pairs = recipes.filter(isTimed).flatMap((own) => (own === base ? [] : [{ own, base, pass }]));
  return [...refused, ...pairs.flatMap((pair) => RULES.flatMap((rule) => rule(pair) ?? []))];
}

function refusal({ recipe, reason }: RefusedRecipe, machine: string): string {
  return `${recipe} is not run on ${machine}: ${reason}.`;
}

function speed({ own, base, pass }: Pair): string {
  const ratio = base.timeS / own.timeS;
  const work = pass === 'training' ? 'A step of training' : 'An inference';
  const lengths = `${counted(own.cycles, 'cycle')} in ${own.recipe} and ${wholeNumber(base.cycles)} in ${base.recipe}`;
  return `${work} takes ${lengths}: ${forPeople(ratio, '×')} as fast.`;
}

const CAUSE_NAMES: Readonly<Record<CycleCause, string>> = {
  compute: 'inner loops',
  'fill-drain': 'pipeline fill and drain',
  coefficients: 'coefficient loads',
  launch: 'launches',
  exchange: 'exchange',
  sync: 'sync',
};

function byCause({ own, base }: Pair): string | undefined {
  const parts = CYCLE_CAUSES.map((cause) =>
    change(CAUSE_NAMES[cause], own.cyclesByCause[cause], base.cyclesByCause[cause]),
  );
  return changes('By cause', parts, own, base);
}

function byOperation({ own, base }: Pair): string | undefined {
  const parts = OPERATIONS.map((name) => change(name, own.cyclesByOperation[name], base.cyclesByOperation[name]));
  return changes('By operation', parts, own, base);
}

interface Change {
  readonly name: string;
  /** Cycles fewer than in the baseline. */
  readonly saved: number;
}

function change(name: string, own: number, base: number): Change {
  return { name, saved: base - own };
}

/** The parts that shrink and those that grow, the most first; together they are the difference. */
function changes(by: string, parts: readonly Change[], own: TimedRecipe, base: TimedRecipe): string | undefined {
  const shrunk = parts.filter(({ saved }) => saved > 0).sort((a, b) => b.saved - a.saved);
  const grown = parts.filter(({ saved }) => saved < 0).sort((a, b) => a.saved - b.saved);
  const total = (some: readonly Change[]) => Math.abs(some.reduce((sum, { saved }) => sum + saved, 0));
  const of = (some: readonly Change[]) =>
    listed(some.map(({ name, saved }) => `${name} ${wholeNumber(Math.abs(saved))}`));
  const saves = `${own.recipe} saves ${counted(total(shrunk), 'cycle')} of the ${base.recipe} step (${of(shrunk)})`;
  const spends = `spends ${wholeNumber(total(grown))} more (${of(grown)})`;
  if (shrunk.length === 0) return grown.length === 0 ? undefined : `${by} ${own.recipe} ${spends}.`;
  return `${by} ${saves}${grown.length === 0 ? '' : ` and ${spends}`}.`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Where the power of either would be above the cap of the machine. */
function powerCap({ own, base }: Pair): string | undefined {
  const capped = [base, own].flatMap(({ recipe, samplesPerSecond, uncapped }) =>
    uncapped === undefined
      ? []
      : [
          `${recipe} to ${forPeople(uncapped.clockHz, 'Hz')} (${wholeNumber(samplesPerSecond)} instead of ${wholeNumber(uncapped.samplesPerSecond)} samples/s)`,
        ],
  );
  const [cap] = [base, own].flatMap(({ uncapped }) => uncapped?.capW ?? []);
  if (cap === undefined) return undefined;
  return `The power cap of ${forPeople(cap, 'W')} lowers the clock of ${listed(capped)}.`;
}

/** What twice the multipliers can give at most: only where narrower operands meet wide ones. */
function productBound({ own, base }: Pair): string | undefined {
  if (own.narrowShare === 0 || base.narrowShare > 0 || base.productCycles === 0) return undefined;
  const share = base.productCycles / base.cycles;
  return (
    `Inner loops and coefficient loads of products are ${percent(share)} of the ${base.recipe} step: halved, with all else ` +
    `as it is, they would make it ${forPeople(1 / (1 - share / 2), '×')} as fast.`
  );
}

function narrowProducts({ own, base }: Pair): string | undefined {
  if (own.narrowShare === 0 || own.narrowShare === 1 || base.narrowShare > 0) return undefined;
  return `${percent(own.narrowShare)} of the multiply-accumulates in ${own.recipe} have 8-bit operands.`;
}

function energy({ own, base, pass }: Pair): string | undefined {
  const ratios = (['low', 'value', 'high'] as const).map((end) => own.energyJ[end] / base.energyJ[end]);
  if (!ratios.every(Number.isFinite)) return undefined;
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  const work = pass === 'training' ? 'A step' : 'An inference';
  return (
    `${work} costs ${forPeople(ratios[1] as number, '×')} the energy in ${own.recipe} (${rangeForPeople(low, high, '×')} with ` +
    `all figures low to all high). Energy is ${basisText(own.basisShares)}.`
  );
}
