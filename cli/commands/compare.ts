/**
 * `octile compare`: one product, network step or trace on several machines and what-ifs; or a network in several recipes.
 */

import { distinct } from '../../models/distinct.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import { withFields } from '../../models/machines/fields.js';
import { TILE_MACHINES, timedMachine } from '../../models/machines/machines.js';
import { standIn } from '../../models/machines/stand-in.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { WHAT_IFS } from '../../models/machines/tiles/what-ifs.js';
import { shownCauses } from '../../records/counts/tile-counts.js';
import { machineNamed } from '../../records/machine.js';
import { textTable } from '../../reports/export/text-table.js';
import { basesText } from '../../reports/units/basis.js';
import { percentNumber, wholeNumber as whole } from '../../reports/units/number.js';
import { forPeople } from '../../reports/units/si.js';
import type { ComparedMachine, ComparedWork } from '../../sweeps/compare.js';
import { type Command, print } from '../command.js';
import { optionName, wholeNumber } from '../options/checks.js';
import { type LoweredOptions, loweredOptions, loweredTraceOf } from '../options/lowered.js';
import { type TechnologyOptions, technologyOf, technologyOptions } from '../options/technology.js';
import { timedAsText } from '../terminal/timed-as.js';

interface Options extends LoweredOptions, TechnologyOptions {
  trace: string | undefined;
  m: number | undefined;
  k: number | undefined;
  n: number | undefined;
  format: string;
  machines: string | undefined;
  recipes: string | undefined;
  tiles: number | undefined;
  json: boolean;
}

const WHAT_IFS_OF_IPU21 = ['ipu21', ...WHAT_IFS.map(({ name }) => `ipu21+${name}`)].join(',');

export const compareCommand: Command<Options> = {
  command: 'compare [trace]',
  describe:
    'one product, network step or trace on several machines, or a network in several recipes: speed, energy, why',
  builder: (yargs) =>
    technologyOptions(loweredOptions(yargs))
      .positional('trace', { type: 'string', describe: 'folder that `octile train` wrote; its shapes are used' })
      .option('m', { type: 'number', describe: 'instead of a trace: a product of m × k by k × n' })
      .option('k', { type: 'number', describe: 'length of the sums' })
      .option('n', { type: 'number', describe: 'columns of the right operand' })
      .option('format', { type: 'string', default: 'f143', describe: 'of both operands of the product' })
      .option('machines', {
        type: 'string',
        alias: 'machine',
        describe: `names (${TILE_MACHINES.map(({ name }) => name).join(', ')}) or files, with commas; ratios are to the first (ipu21 and its what-ifs; with --recipes ipu21)`,
      })
      .option('recipes', {
        type: 'string',
        describe: 'of --network, with commas: how much faster each is than the first, and where the cycles go',
      })
      .option('tiles', { type: 'number', describe: 'use only so many tiles of each' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile compare --m 244 --k 512 --n 128 --tiles 1', 'ipu21 and every what-if on one tile’s product')
      .example('octile compare --network cnn --machines ipu21,ipu21+eight-workers', 'a training step')
      .example('octile compare --network resnet50 --batch 4 --recipes fp16,fp8', 'what fp8 gains on a step of training')
      .example('octile compare --network bert-large --batch 2 --inference --recipes fp16,fp8', 'and on answers'),
  handler: async (options) => {
    if (options.recipes !== undefined) return compareRecipes(options, options.recipes.split(','));
    const { compareMachines } = await import('../../sweeps/compare.js');
    const machines = machinesOf(options, WHAT_IFS_OF_IPU21);
    const work = await workOf(options);
    const rows = compareMachines(work, machines, technologyOf(options));
    print(options.json ? JSON.stringify(rows) : [text(rows), ...timedAs(work, machines)].join(' '));
  },
};

/** One block a machine. */
async function compareRecipes(options: Options, names: readonly string[]): Promise<void> {
  const { compareRecipesStage } = await import('../../stages/compare-recipes.js');
  const { recipeFindings } = await import('../../reports/compose/recipes/findings.js');
  const { recipesText } = await import('../terminal/recipes.js');
  const { recipe } = await import('../../traces/training/recipes.js');
  const recipes = distinct(optionName('recipes'), names).map((name) => recipe(name, {}, optionName('recipes')));
  const work = await loweredTraceOf(options, options.network ?? '');
  const priced = technologyOf(options);
  const compared = machinesOf(options, 'ipu21').map((machine) =>
    compareRecipesStage({ work, recipes, machine, technology: priced, unitWhere: '--unit' }),
  );
  const answers = compared.map((entry) => ({ ...entry, findings: recipeFindings(entry) }));
  print(options.json ? JSON.stringify(answers) : compared.map(recipesText).join('\n\n'));
}

function machinesOf(options: Options, usual: string): TileMachine[] {
  return distinct(optionName('machines'), (options.machines ?? usual).split(',')).map((name) =>
    onTiles(timedMachine(machineNamed(name, '--machines'), '--machines'), options),
  );
}

function onTiles(machine: TileMachine, { tiles }: Options): TileMachine {
  if (tiles === undefined) return machine;
  return withFields(machine, { tiles: wholeNumber('tiles', tiles, 1, machine.tiles) }, '--tiles');
}

async function workOf(options: Options): Promise<ComparedWork> {
  const { m, k, n } = options;
  const product = m !== undefined || k !== undefined || n !== undefined;
  const given = [options.trace !== undefined, options.network !== undefined, product].filter(Boolean).length;
  if (given !== 1) {
    const got = given === 0 ? 'none of them' : `${given} of them`;
    throw new InputError('compare', 'a trace folder, --network NAME, or --m, --k and --n', got);
  }
  if (options.trace !== undefined) {
    const { readTrace } = await import('../../records/trace/trace-folder.js');
    return { kind: 'trace', trace: readTrace(options.trace) };
  }
  return product ? productOf(options) : loweredWork(options);
}

async function loweredWork(options: Options): Promise<ComparedWork> {
  const { loweredTrace } = await import('../../traces/lowering/lower.js');
  return { kind: 'trace', trace: loweredTrace(await loweredTraceOf(options, options.network ?? ''), '--unit') };
}

async function productOf({ m, k, n, format }: Options): Promise<ComparedWork> {
  const { chosenProduct, MOST_SIDE } = await import('../../stages/product-shape.js');
  return { kind: 'product', shape: chosenProduct({ m, k, n, format }, MOST_SIDE, optionName).shape, format };
}

/** A product's format that machines do not multiply, and what it is timed as. */
function timedAs(work: ComparedWork, machines: readonly TileMachine[]): string[] {
  if (work.kind !== 'product') return [];
  const format = resolveFormat(work.format, '--format').name;
  return machines.flatMap(({ name, amp }) => timedAsText(work.format, name, standIn(format, amp.family)));
}

function text(rows: readonly ComparedMachine[]): string {
  const basis = basesText(rows.map(({ basisShares }) => basisShares));
  const causes = shownCauses(rows);
  const header = [
    ...['machine', 'cycles', ...causes],
    ...['time', 'speed (×)', 'utilisation (%)', 'energy', 'energy (×)', 'power'],
  ];
  const cells = rows.map((row) => [
    row.machine,
    whole(row.cycles),
    ...causes.map((cause) => whole(row.cyclesByCause[cause])),
    forPeople(row.timeS, 's'),
    row.speedup.toFixed(3),
    percentNumber(row.utilisation, 2),
    forPeople(row.energyPj.value, 'pJ'),
    row.energyRatio.toFixed(3),
    forPeople(row.powerW, 'W'),
  ]);
  const note = `Energy is ${basis}. Utilisation is of each machine’s peak in the operands of the work. What-ifs change neither clock nor energy per action.${cappedText(rows)}`;
  return `${textTable(header, cells)}\n\n${note}`;
}

/** Machines that a power cap slows down, each with its clock. */
function cappedText(rows: readonly ComparedMachine[]): string {
  const capped = rows.flatMap(({ machine, cappedClockHz }) =>
    cappedClockHz === undefined ? [] : [`${machine} to ${forPeople(cappedClockHz, 'Hz')}`],
  );
  return capped.length === 0
    ? ''
    : ` Power caps lower the clock of ${capped.join(', ')}: time, energy and power are there.`;
}
