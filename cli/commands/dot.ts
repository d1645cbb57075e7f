/** `octile dot`: a stream of dot products through a unit, bit for bit. */

import { shown } from '../../models/input-error.js';
import type { UnitChoices } from '../../models/units/spelling.js';
import { createTally } from '../../stages/streams/dot-check.js';
import { dotStream } from '../../stages/streams/dot-lines.js';
import { type Command, FailedCheck } from '../command.js';
import { wholeNumber } from '../options/checks.js';
import { chosenUnit, unitOptions } from '../options/unit.js';
import { answerStream } from '../streams/lines.js';

interface Options extends UnitChoices {
  unit: string;
  'a-format': string | undefined;
  'b-format': string | undefined;
  scale: number;
}

export const dotCommand: Command<Options> = {
  command: 'dot',
  describe: 'stream: dot products through a unit, one JSON object a line; compared with its d where it has one',
  builder: (yargs) =>
    unitOptions(
      yargs
        .option('unit', { type: 'string', demandOption: true, describe: 'a unit of `octile units`, or a file' })
        .option('a-format', { type: 'string', describe: 'format of a (the unit’s first unless said)' })
        .option('b-format', { type: 'string', describe: 'format of b (as a unless said)' })
        .option('scale', { type: 'number', default: 0, describe: 'sum of the operands’ power-of-two scales' }),
    ).example(
      `echo '{"a":"4048","b":"4040","c":"0000"}' | octile dot --unit ipu21-amp`,
      '1 × 1 + 2 × 1 in F143 with a float16 partial',
    ),
  handler: async (options) => {
    const named = { text: options.unit, where: '--unit', a: options['a-format'], b: options['b-format'] };
    const unit = chosenUnit(named, options);
    const [least, most] = unit.scaleRange;
    const setting = { unit, scale: wholeNumber('scale', options.scale, least, most) };
    const tally = createTally();
    await answerStream(process.stdin, process.stdout, dotStream(setting, tally));
    const { compared, different, first } = tally;
    if (first === undefined) return;
    const row = first.id === undefined ? '' : ` (id ${shown(first.id)})`;
    throw new FailedCheck(
      `${different} of ${compared} answers differ from d, first on line ${first.line}${row}: expected ${first.expected}, got ${first.got}`,
    );
  },
};
