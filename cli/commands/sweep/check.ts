/** `octile sweep check PLAN`: whether every point of a plan can be run, how many there are, and about how long they take. */
import { readSweep } from '../../../records/sweep.js';
import { type Command, print } from '../../command.js';
import { sweepText } from '../../terminal/sweep.js';
import { packageVersion } from '../../version.js';

interface Options {
  plan: string;
  json: boolean;
}

export const sweepCheckCommand: Command<Options> = {
  command: 'check <plan>',
  describe: 'whether every point of a plan can be run, how many there are, and about how long they take',
  builder: (yargs) =>
    yargs
      .positional('plan', { type: 'string', demandOption: true, describe: 'YAML or JSON file: `octile schemas sweep`' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON, with the settings of every point' })
      .example('octile sweep check plan.yaml', 'before it is run'),
  handler: async ({ plan, json }) => {
    const { checkedSweep } = await import('../../../sweeps/plan/check.js');
    const checked = checkedSweep(readSweep(plan), plan, packageVersion());
    print(json ? JSON.stringify(checked) : sweepText(checked));
  },
};
