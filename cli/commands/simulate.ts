/** `octile simulate`: a trace on a machine: cycles and counts of every op. */
import { distinct } from '../../models/distinct.js';
import { numberOf } from '../../models/input-checks.js';
import { InputError } from '../../models/input-error.js';
import { chipsLine, chipsSummary } from '../../reports/chips.js';
import { counted, percent, plainNumber, wholeNumber as wholeText } from '../../reports/units/number.js';
import { inUnit } from '../../reports/units/si.js';
import { operandUtilisation } from '../../sim/array/utilisation.js';
import type { LoweredTraceOptions } from '../../traces/lowering/lower.js';
import { type Command, print } from '../command.js';
import { oneOf, optionName, wholeNumber } from '../options/checks.js';
import { type ChipsOptions, chipsOf, chipsOptions } from '../options/chips.js';
import { type LoweredOptions, loweredOptions, loweredTraceOf } from '../options/lowered.js';
import { type MachineOptions, machineOf, machineOptions } from '../options/machine.js';
import { outputOptions, writeOutput } from '../options/output.js';
import { type SourceOptions, sourceOptions, sourceRuleOf } from '../options/source.js';
import { createProgress } from '../terminal/progress.js';

interface Options extends MachineOptions, LoweredOptions, ChipsOptions, SourceOptions {
  trace: string | undefined;
  engine: string;
  activity: string;
  scaling: string | undefined;
  gates: boolean;
  out: string;
  force: boolean;
  json: boolean;
}

export const simulateCommand: Command<Options> = {
  command: 'simulate [trace]',
  describe: 'run a trace on a machine: cycles by cause and counts of every op',
  builder: (yargs) =>
    sourceOptions(outputOptions(chipsOptions(loweredOptions(machineOptions(yargs))), 'simulate'))
      .positional('trace', { type: 'string', describe: 'folder that `octile train` wrote' })
      .option('engine', { type: 'string', default: 'counted', describe: 'counted, stepped, closed-form' })
      .option('activity', {
        type: 'string',
        default: 'operands',
        describe:
          'operands: activity from the trace’s bits; statistics: expected from those of its tensors; none: shapes only',
      })
      .option('scaling', { type: 'string', describe: 'also time the step on these numbers of tiles: 8,32,128' })
      .option('gates', {
        type: 'boolean',
        default: false,
        describe: 'sample what changes at the units of the AMP, for energies from gates',
      })
      .option('json', { type: 'boolean', default: false, describe: 'the totals as JSON' })
      .example('octile simulate --network cnn --recipe fp8 --batch 32', 'a step from shapes alone')
      .example('octile simulate --network bert-large --inference --sequence 512 --batch 4', 'answers, weights given')
      .example('octile simulate octile-out/train --machine ipu21 --out runs/fp8', 'cycles of every op on 1,472 tiles'),
  handler: async (options) => {
    const { lowerStage, writeShapes } = await import('../../stages/lower.js');
    const { slowestChip } = await import('../../stages/chips.js');
    const { simulateStage } = await import('../../stages/simulate.js');
    const lowered = await loweredStep(options);
    const { ACTIVITY_SOURCES, ENGINES } = await import('../../records/run.js');
    const progress = createProgress('simulating');
    const stage = {
      machine: machineOf(options),
      engine: oneOf('engine', ENGINES, options.engine),
      activity: lowered === undefined ? oneOf('activity', ACTIVITY_SOURCES, options.activity) : ('none' as const),
      source: sourceRuleOf(options),
      scaling: tileCounts(options.scaling, machineOf(options).tiles),
      scalingWhere: optionName('scaling'),
      gates: options.gates ? ('sampled' as const) : ('none' as const),
      progress: progress.show,
    };
    const chips = chipsOf(options, machineOf(options).links.mostChips);
    const where = optionName('unit');
    const run = writeOutput(options, options.trace === undefined ? [] : [options.trace], (folder) => {
      if (lowered === undefined) return simulateStage(options.trace ?? '', stage, folder);
      if (chips === undefined) lowerStage(lowered, folder, where);
      else writeShapes(slowestChip(lowered, chips, stage.machine, where), folder);
      return simulateStage(folder, stage, folder);
    });
    progress.end();
    const { cycles, samples, timeS, flops, utilisation } = run.totals;
    const outside = chipsSummary(run);
    if (options.json)
      return print(JSON.stringify(outside === undefined ? run.totals : { ...run.totals, chips: outside }));
    print(
      `${run.network.name} (${run.recipe}) on ${run.machine.name}: ${counted(cycles, 'cycle')}, ${inUnit(timeS, 's', 'µs').toFixed(1)} µs for ${counted(run.steps, 'step')}`,
    );
    const ofOperands = percent(operandUtilisation(run.ops, run.machine), 2);
    print(`${rateText(samples / timeS)} samples/s at batch ${wholeText(run.network.batch)}`);
    print(
      `${outside === undefined ? '' : 'the slowest chip: '}${inUnit(flops, 'FLOP/s', 'TFLOP/s').toFixed(2)} TFLOP/s, ${ofOperands} of the peak of its operands, ${percent(utilisation, 2)} of the machine’s`,
    );
    if (outside !== undefined) print(chipsLine(outside));
    print(`run: ${options.out}`);
  },
};

/** Whole, but for few. */
function rateText(rate: number): string {
  return rate < 10 ? plainNumber(rate) : wholeText(rate);
}

/** What --network asks for; undefined where a trace is given. */
async function loweredStep(options: Options): Promise<LoweredTraceOptions | undefined> {
  if ((options.trace === undefined) === (options.network === undefined)) {
    const got = options.trace === undefined ? 'neither' : 'both';
    throw new InputError(
      'simulate',
      'a trace folder or --network NAME',
      got,
      '`octile simulate --help` has an example',
    );
  }
  return options.network === undefined ? undefined : loweredTraceOf(options, options.network);
}

/** From `8,32,128`. @throws InputError for anything that is no number of tiles of the machine */
function tileCounts(text: string | undefined, most: number): number[] {
  const parts = text === undefined ? [] : text.split(',');
  const counts = parts.map((part) => wholeNumber('scaling', numberOf(part), 1, most));
  return [...distinct(optionName('scaling'), counts)];
}
