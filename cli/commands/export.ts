/** `octile export`: timelines of a run, or of one tile's product cycle by cycle. */
import { InputError } from '../../models/input-error.js';
import { tileRun } from '../../records/run.js';
import { type WholeFile, writeWholeFiles } from '../../records/whole-file.js';
import { type Command, print } from '../command.js';
import { optionName } from '../options/checks.js';
import { type MachineOptions, machineOf, machineOptions } from '../options/machine.js';
import { FORCE_REMEDY } from '../options/output.js';

interface Options extends MachineOptions {
  run: string | undefined;
  vcd: string | undefined;
  perfetto: string | undefined;
  m: number | undefined;
  k: number | undefined;
  n: number | undefined;
  format: string;
  output: string;
  coefficients: string;
  operands: string | undefined;
  force: boolean;
}

export const exportCommand: Command<Options> = {
  command: 'export [run]',
  describe: 'timelines: a run for Perfetto, or one tile’s product as VCD (GTKWave) or for Perfetto',
  builder: (yargs) =>
    machineOptions(yargs)
      .positional('run', { type: 'string', describe: 'folder that `octile simulate` or `octile price` wrote' })
      .option('perfetto', { type: 'string', describe: 'file to write (JSON), for ui.perfetto.dev' })
      .option('vcd', { type: 'string', describe: 'file to write: every cycle of one tile' })
      .option('m', { type: 'number', describe: 'instead of a run: a product of m × k by k × n on one tile' })
      .option('k', { type: 'number', describe: 'length of the sums' })
      .option('n', { type: 'number', describe: 'columns of the right operand' })
      .option('format', { type: 'string', default: 'f143', describe: 'of both operands' })
      .option('output', { type: 'string', default: 'plain', describe: 'plain, packed' })
      .option('coefficients', { type: 'string', default: 'interleaved', describe: 'interleaved, standard' })
      .option('operands', {
        type: 'string',
        describe: 'safetensors file with a [m × k] and b [k × n]: the dump shows the partials’ bits',
      })
      .option('force', { type: 'boolean', default: false, describe: 'replace files that Octile wrote' })
      .example('octile export octile-out/simulate --perfetto run.json', 'layers, ops and causes over time')
      .example('octile export --m 24 --k 64 --n 16 --vcd tile.vcd', 'one tile, cycle by cycle'),
  handler: async (options) => {
    const { perfetto, vcd } = options;
    if (perfetto === undefined && vcd === undefined)
      throw new InputError('export', '--perfetto FILE or --vcd FILE', 'neither');
    if (options.run === undefined) return exportTile(options);
    if (vcd !== undefined) throw new InputError('--vcd', '--m, --k and --n of one tile’s product', 'a run');
    const { runWithEnergy } = await import('../../stages/folders.js');
    const { writeRunTimeline } = await import('../../reports/timelines/run.js');
    const { run, energy } = runWithEnergy(options.run);
    const record = tileRun(run.record, options.run);
    writeTimelines(options, { perfetto: (write) => writeRunTimeline(record, energy, write) });
  },
};

async function exportTile(options: Options): Promise<void> {
  const { tileProduct } = await import('../../stages/tile-product.js');
  const { writeVcd } = await import('../../reports/timelines/vcd.js');
  const { writeTileTimeline } = await import('../../reports/timelines/tile.js');
  const machine = machineOf(options);
  const { program, partials, cycles } = tileProduct(options, machine, optionName);
  writeTimelines(options, {
    vcd: (write) => void writeVcd(program, machine, write, partials),
    perfetto: (write) => void writeTileTimeline(program, machine, write),
  });
  print(`${cycles} cycles of one tile of ${machine.name}`);
}

/** How the files begin. */
const BEGINNINGS = { vcd: '$comment octile', perfetto: '{"displayTimeUnit":"ns","traceEvents":[' } as const;
type Timeline = keyof typeof BEGINNINGS;

/** Writes the files of the options that are given, all or none, and says so. */
function writeTimelines(options: Options, fills: { readonly [option in Timeline]?: WholeFile['fill'] }): void {
  const files = (['vcd', 'perfetto'] as const).flatMap((option): WholeFile[] => {
    const [path, fill] = [options[option], fills[option]];
    if (path === undefined || fill === undefined) return [];
    const replace = options.force ? 'replace' : 'keep';
    return [{ path, where: optionName(option), replace, remedy: FORCE_REMEDY, begins: BEGINNINGS[option], fill }];
  });
  writeWholeFiles(files);
  for (const { where, path } of files) print(`${where.slice(2)}: ${path}`);
}
