/** `octile hardware characterise`: what a unit as gates takes on operands, made up, of a trace, or as a study measured. */
import { MEASURED_PRODUCTS, measuredProduct } from '../../../models/measurements/measured-products.js';
import { OPERAND_KINDS, type OperandKind } from '../../../sim/gates/operands/kinds.js';
import { type Command, print } from '../../command.js';
import {
  type CharacteriseOptions,
  characteriseOptions,
  pricedLibrary,
  samplingOf,
  wireOf,
} from '../../options/characterise.js';
import { oneOf, optionName, realNumber } from '../../options/checks.js';
import { type HardwareUnitOptions, hardwareUnitOf, hardwareUnitOptions } from '../../options/hardware-unit.js';
import { writeOutput } from '../../options/output.js';
import { createProgress } from '../../terminal/progress.js';
import { packageVersion } from '../../version.js';

interface Options extends HardwareUnitOptions, CharacteriseOptions {
  trace: string | undefined;
  operands: string | undefined;
  measured: string | undefined;
  voltage: number | undefined;
  waves: boolean;
  out: string | undefined;
  force: boolean;
  json: boolean;
}

const [LEAST_V, MOST_V] = [0.3, 3];

export const characteriseCommand: Command<Options> = {
  command: 'characterise',
  describe: 'energy of a unit as gates on operands: toggles of every net between two bounds',
  builder: (yargs) =>
    characteriseOptions(hardwareUnitOptions(yargs))
      .option('trace', { type: 'string', describe: 'a trace: its products by phase and roles of operands' })
      .option('operands', {
        type: 'string',
        describe: `kinds made up, by commas: ${OPERAND_KINDS.join(', ')} (all, where there is no trace)`,
      })
      .option('measured', {
        type: 'string',
        describe: `beside measured power: ${MEASURED_PRODUCTS.map(({ name }) => name).join(', ')}`,
      })
      .option('voltage', { type: 'number', describe: 'energies at another voltage, by its square (the library’s own)' })
      .option('out', { type: 'string', describe: 'folder for characterisation.json' })
      .option('waves', {
        type: 'boolean',
        default: false,
        describe: 'SAIF, VCD and netlist of one unit on the first window of the first operands',
      })
      .option('force', {
        type: 'boolean',
        default: false,
        describe: 'replace the folder, where Octile wrote all of it',
      })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile hardware characterise --unit amp-f13', 'fJ a multiply-accumulate by kind of operands')
      .example(
        'octile hardware characterise --unit amp-f13 --scale-port --trace runs/fp8/trace',
        'of real operands, weights, activations and gradients apart',
      ),
  handler: async (options) =>
    options.measured === undefined ? characterise(options) : besideMeasured(options, options.measured),
};

async function characterise(options: Options): Promise<void> {
  const { characteriseStage, writeCharacterisation } = await import('../../../stages/hardware/characterise.js');
  const { characterisationText } = await import('../../terminal/characterisation.js');
  const unit = hardwareUnitOf(options);
  const library = pricedLibrary(options.library);
  const voltage = options.voltage ?? library.voltageV;
  const progress = createProgress(`characterising ${unit.name}`);
  const characterised = await characteriseStage({
    unit,
    library,
    wireFfPerFanOut: wireOf(options),
    sampling: samplingOf(options, unit),
    trace: options.trace,
    kinds: kindsOf(options),
    voltageV: realNumber('voltage', voltage, LEAST_V, MOST_V),
    toolVersion: packageVersion(),
    waves: options.waves ? 'kept' : 'none',
    progress: progress.show,
  });
  progress.end();
  const { out, force, trace } = options;
  if (out !== undefined) {
    writeOutput({ out, force }, trace === undefined ? [] : [trace], (folder) =>
      writeCharacterisation(characterised, folder),
    );
  }
  const { record } = characterised;
  print(options.json ? JSON.stringify(record) : characterisationText(record));
}

/** All, where neither kinds nor a trace are named. */
function kindsOf({ operands, trace }: Options): readonly OperandKind[] {
  if (operands === undefined) return trace === undefined ? OPERAND_KINDS : [];
  return operands.split(',').map((kind) => oneOf('operands', OPERAND_KINDS, kind.trim()));
}

async function besideMeasured(options: Options, name: string): Promise<void> {
  const { measuredPowerStage } = await import('../../../stages/hardware/measured-power.js');
  const { measuredPowerText } = await import('../../terminal/characterisation.js');
  const product = measuredProduct(name, optionName('measured'));
  const unit = hardwareUnitOf(options);
  const progress = createProgress(`rows of ${product.name}`);
  const measured = await measuredPowerStage({
    unit,
    library: pricedLibrary(options.library),
    wireFfPerFanOut: wireOf(options),
    sampling: samplingOf(options, unit),
    product,
    progress: progress.show,
  });
  progress.end();
  print(options.json ? JSON.stringify(measured) : measuredPowerText(measured));
}
