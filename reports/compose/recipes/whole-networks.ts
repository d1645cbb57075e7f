/** Whole networks in several recipes, beside the runs of a report: one small table, and sentences on each. */
import type { ReportRecord, Table } from '../../../records/report.js';
import { basesText } from '../../units/basis.js';
import { recipeFindings } from './findings.js';
import { type ComparedRecipes, isTimed, type RecipeResult } from './timed-recipe.js';
import { workTitle } from './work-title.js';

const WHOLE_NETWORKS = 'whole-networks';

export function wholeNetworks(networks: readonly ComparedRecipes[]): Pick<ReportRecord, 'wholeNetworks'> {
  if (networks.length === 0) return {};
  const works = networks.map((compared) => ({ title: workTitle(compared), sentences: recipeFindings(compared) }));
  return { wholeNetworks: { table: WHOLE_NETWORKS, note: noteOf(networks), works } };
}

function noteOf(networks: readonly ComparedRecipes[]): string {
  const bases = networks.flatMap(({ recipes }) => recipes.filter(isTimed).map(({ basisShares }) => basisShares));
  const energy = bases.length === 0 ? '' : ` Energy is ${basesText(bases)}.`;
  return `From shapes alone by the closed form: no weights, no data, nothing trained. The peak is that of the operands, energy is of a step or an inference.${energy}`;
}

export function wholeNetworksTable(networks: readonly ComparedRecipes[]): Table[] {
  if (networks.length === 0) return [];
  const columns = [
    ['network', ''],
    ['recipe', ''],
    ['speed', 'samples/s'],
    ['gain', '×'],
    ['of peak', '%'],
    ['energy', 'J'],
    ['power', 'W'],
  ] as const;
  return [
    {
      id: WHOLE_NETWORKS,
      title: 'Whole networks, from shapes alone',
      columns: columns.map(([name, unit]) => ({ name, unit })),
      rows: networks.flatMap((compared) => compared.recipes.map((result) => rowOf(result, compared))),
    },
  ];
}

/** The peak is that of the operands; energy is of a step or an inference. */
function rowOf(result: RecipeResult, { network, pass, recipes }: ComparedRecipes): Table['rows'][number] {
  const title = `${network} ${pass}`;
  if (!isTimed(result)) return [title, result.recipe, null, null, null, null, null];
  const { recipe, samplesPerSecond, timeS, utilisation, energyJ, powerW } = result;
  const [base] = recipes;
  const gain = base === undefined || !isTimed(base) ? null : base.timeS / timeS;
  return [title, recipe, samplesPerSecond, gain, 100 * utilisation, energyJ.value, powerW.value];
}
