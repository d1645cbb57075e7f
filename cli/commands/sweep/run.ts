/** `octile sweep run PLAN --out DIR`: every point of a plan that is not done yet. */
import { readSweep } from '../../../records/sweep.js';
import { type Command, print } from '../../command.js';
import { optionName } from '../../options/checks.js';
import { type WorkersOptions, workersOf, workersOption } from '../../options/workers.js';
import { statusText } from '../../terminal/sweep.js';
import { createSweepProgress } from '../../terminal/sweep-progress.js';
import { packageVersion } from '../../version.js';

interface Options extends WorkersOptions {
  plan: string;
  out: string;
}

export const sweepRunCommand: Command<Options> = {
  command: 'run <plan>',
  describe: 'every point of a plan that is not done yet; killed at any moment, it goes on with the next call',
  builder: (yargs) =>
    workersOption(yargs)
      .positional('plan', { type: 'string', demandOption: true, describe: 'YAML or JSON file: `octile schemas sweep`' })
      .option('out', {
        type: 'string',
        default: 'octile-out/sweep',
        describe: 'folder of the results, new or of this sweep',
      })
      .example('octile sweep run plan.yaml --out runs/bias', 'the same again goes on where it stopped'),
  handler: async (options) => {
    const { checkedSweep } = await import('../../../sweeps/plan/check.js');
    const { runSweep } = await import('../../../sweeps/run/run-sweep.js');
    const { readDone } = await import('../../../sweeps/store/store.js');
    const { statusOf } = await import('../../../sweeps/results/status.js');
    const workers = workersOf(options);
    const { points } = checkedSweep(readSweep(options.plan), options.plan, packageVersion());
    const { show, end } = createSweepProgress(points.name);
    await runSweep({ points, folder: options.out, where: optionName('out'), workers, progress: show });
    end();
    print(statusText(statusOf(points, readDone(options.out))));
    print(`results: octile sweep export ${options.out}`);
  },
};
