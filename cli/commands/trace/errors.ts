/** `octile trace errors`: what formats and accumulation did to each product of captured steps. */

import { type Command, print } from '../../command.js';
import { errorTables } from '../../terminal/errors.js';

interface Options {
  folder: string;
  json: boolean;
}

export const errorsCommand: Command<Options> = {
  command: 'errors <folder>',
  describe: 'the error of every product of captured steps, split into casting the operands and accumulation',
  builder: (yargs) =>
    yargs
      .positional('folder', { type: 'string', demandOption: true, describe: 'of a trace' })
      .option('json', { type: 'boolean', default: false, describe: 'the record as JSON' })
      .example('octile trace errors octile-out/train', 'signal to noise of y, dx and dw of each layer'),
  handler: async ({ folder, json }) => {
    const { traceErrors } = await import('../../../stages/trace-errors.js');
    const errors = traceErrors(folder);
    print(json ? JSON.stringify(errors) : errorTables(errors));
  },
};
