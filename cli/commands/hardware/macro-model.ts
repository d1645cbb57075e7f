/** `octile hardware macro-model`: what each change at a unit's operands costs, fitted on some operands, judged on others. */
import type { HardwareUnit } from '../../../models/hardware/hardware-unit.js';
import type { OwnTraces } from '../../../stages/hardware/own-traces.js';
import { type Command, print } from '../../command.js';
import {
  type CharacteriseOptions,
  characteriseOptions,
  pricedLibrary,
  samplingOf,
  wireOf,
} from '../../options/characterise.js';
import { type HardwareUnitOptions, hardwareUnitOf, hardwareUnitOptions } from '../../options/hardware-unit.js';
import { writeOutput } from '../../options/output.js';
import { characterisedText } from '../../terminal/characterisation.js';
import { createProgress } from '../../terminal/progress.js';
import { packageVersion } from '../../version.js';

interface Options extends HardwareUnitOptions, CharacteriseOptions {
  fit: string[] | undefined;
  judge: string[] | undefined;
  out: string | undefined;
  force: boolean;
  json: boolean;
}

export const macroModelCommand: Command<Options> = {
  command: 'macro-model',
  describe: 'energy from what changes at a unit’s operands, fitted on gates and judged on unseen traces',
  builder: (yargs) =>
    characteriseOptions(hardwareUnitOptions(yargs))
      .option('fit', { type: 'string', array: true, describe: 'traces to fit on (own small ones, trained for it)' })
      .option('judge', { type: 'string', array: true, describe: 'traces to judge by, beside --fit' })
      .option('out', { type: 'string', describe: 'folder for the record' })
      .option('force', {
        type: 'boolean',
        default: false,
        describe: 'replace the folder, where Octile wrote all of it',
      })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example(
        'octile hardware macro-model --unit amp-f13 --scale-port --fit runs/mlp --judge runs/cnn',
        'coefficients, and errors on the second trace',
      ),
  handler: async (options) => {
    const { macroModelStage, writeMacroModel } = await import('../../../stages/hardware/macro-model.js');
    const unit = hardwareUnitOf(options);
    const library = pricedLibrary(options.library);
    const sampling = samplingOf(options, unit);
    const progress = createProgress(`characterising ${unit.name}`);
    const setting = {
      unit,
      library,
      wireFfPerFanOut: wireOf(options),
      sampling,
      command: commandOf(options),
      progress: progress.show,
    };
    const record = await withTraces(options, unit, (traces) => macroModelStage({ ...setting, ...traces }));
    progress.end();
    const { out, force, fit = [], judge = [] } = options;
    if (out !== undefined) {
      writeOutput({ out, force }, [...fit, ...judge], (folder) => writeMacroModel(record, folder));
    }
    print(options.json ? JSON.stringify(record) : characterisedText(record));
  },
};

/** Those that are named, or own ones. */
async function withTraces<T>(
  { fit, judge }: Options,
  unit: HardwareUnit,
  use: (traces: OwnTraces) => Promise<T>,
): Promise<T> {
  if (fit !== undefined && judge !== undefined) return use({ fit, judge });
  const { withOwnTraces } = await import('../../../stages/hardware/own-traces.js');
  return withOwnTraces(unit, packageVersion(), use);
}

/** What makes the record again: the options that say anything of it. */
function commandOf(options: Options): string {
  const left = ['out', 'force', 'json'];
  const given = process.argv.slice(2);
  const kept = given.filter((word, at) => {
    const name = (text: string | undefined) => text?.replace(/^--/, '').split('=')[0] ?? '';
    return !left.includes(name(word)) && !(given[at - 1] === '--out' && word === options.out);
  });
  return ['octile', ...kept].join(' ');
}
