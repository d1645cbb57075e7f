/** `octile hardware synthesise`: a unit as cells of a library; area, depth and delay by block. */
import { CELL_LIBRARIES, cellLibrary } from '../../../models/technologies/cells/libraries.js';
import { isWrittenFile } from '../../../records/text-record.js';
import { type Command, print } from '../../command.js';
import { MOST_WIRE_FF } from '../../options/characterise.js';
import { optionName, realNumber } from '../../options/checks.js';
import { type HardwareUnitOptions, hardwareUnitOf, hardwareUnitOptions } from '../../options/hardware-unit.js';
import { writeOutput } from '../../options/output.js';

interface Options extends HardwareUnitOptions {
  library: string;
  wire: number;
  out: string | undefined;
  force: boolean;
  json: boolean;
}

export const synthesiseCommand: Command<Options> = {
  command: 'synthesise',
  describe: 'a unit as cells of a library: area, depth and delay, by block',
  builder: (yargs) =>
    hardwareUnitOptions(yargs)
      .option('library', {
        type: 'string',
        default: 'asap7',
        describe: `cells: ${CELL_LIBRARIES.map(({ name }) => name).join(', ')}`,
      })
      .option('wire', { type: 'number', default: 0, describe: 'load of wires, fF for each pin that reads a net' })
      .option('out', { type: 'string', describe: 'folder for synthesis.json, netlist.v and the cells as Liberty' })
      .option('force', {
        type: 'boolean',
        default: false,
        describe: 'replace the folder, where Octile wrote all of it',
      })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile hardware synthesise --unit amp-f13', 'cells of asap7, by block')
      .example(
        'octile hardware synthesise --unit fma-fp8 --library sky130 --wire 1',
        'other cells, wires of 1 fF a pin',
      ),
  handler: async (options) => {
    const { synthesiseStage, writeSynthesis } = await import('../../../stages/hardware/synthesise.js');
    const { synthesisText } = await import('../../terminal/synthesis.js');
    const unit = hardwareUnitOf(options);
    const library = cellLibrary(options.library, optionName('library'));
    const wireFfPerFanOut = realNumber('wire', options.wire, 0, MOST_WIRE_FF);
    const made = await synthesiseStage({ unit, library, wireFfPerFanOut });
    const { out, force } = options;
    if (out !== undefined) {
      const inputs = isWrittenFile(options.unit) ? [options.unit] : [];
      writeOutput({ out, force }, inputs, (folder) => writeSynthesis(made, library, folder));
    }
    print(options.json ? JSON.stringify(made.record) : synthesisText(made.record, library));
  },
};
