/** `octile hardware emit`: a unit as synthesisable SystemVerilog, with a test bench and vectors of the model. */
import { isWrittenFile } from '../../../records/text-record.js';
import { type Command, print } from '../../command.js';
import { wholeNumber } from '../../options/checks.js';
import { type HardwareUnitOptions, hardwareUnitOf, hardwareUnitOptions } from '../../options/hardware-unit.js';
import { outputOptions, writeOutput } from '../../options/output.js';

interface Options extends HardwareUnitOptions {
  vectors: number;
  seed: number;
  out: string;
  force: boolean;
}

const MOST_VECTORS = 1_000_000;

export const emitCommand: Command<Options> = {
  command: 'emit',
  describe: 'a unit as synthesisable SystemVerilog, with a test bench and vectors of the model',
  builder: (yargs) =>
    hardwareUnitOptions(outputOptions(yargs, 'hardware-emit'))
      .option('vectors', { type: 'number', default: 1000, describe: 'vectors of the test bench' })
      .option('seed', { type: 'number', default: 1, describe: 'of the vectors' })
      .example('octile hardware emit --unit amp-f13', 'modules, test bench, vectors and how to run them')
      .example('octile hardware emit --unit hopper --a-format e4m3 --products 4 --stages 6', 'a smaller Hopper'),
  handler: async (options) => {
    const { emitStage } = await import('../../../stages/hardware/emit.js');
    const unit = hardwareUnitOf(options);
    const vectors = wholeNumber('vectors', options.vectors, 1, MOST_VECTORS);
    const seed = wholeNumber('seed', options.seed, 0, 2 ** 32 - 1);
    const inputs = isWrittenFile(options.unit) ? [options.unit] : [];
    const { files } = writeOutput(options, inputs, (folder) => emitStage({ unit, vectors, seed }, folder));
    print(`${unit.name}: ${unit.summary}`);
    print(`${files.length} files, the README says what each is: ${options.out}`);
  },
};
