/** `octile sweep status DIR`: how far a sweep is, also while it runs. */
import { type Command, print } from '../../command.js';
import { statusText } from '../../terminal/sweep.js';

interface Options {
  folder: string;
  json: boolean;
}

export const sweepStatusCommand: Command<Options> = {
  command: 'status <folder>',
  describe: 'how far a sweep is, also while it runs',
  builder: (yargs) =>
    yargs
      .positional('folder', { type: 'string', demandOption: true, describe: 'that `octile sweep run` writes' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile sweep status runs/bias', 'runs that are done, diverged, refused, and the time that is left'),
  handler: async ({ folder, json }) => {
    const { statusOf } = await import('../../../sweeps/results/status.js');
    const { readDone, readPoints } = await import('../../../sweeps/store/store.js');
    const status = statusOf(readPoints(folder, 'FOLDER'), readDone(folder));
    print(json ? JSON.stringify(status) : statusText(status));
  },
};
