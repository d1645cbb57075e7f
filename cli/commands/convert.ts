/** `octile convert`: a stream of float32 bits to codes, or back. */
import { resolveFormat } from '../../models/formats/resolve.js';
import { OVERFLOW_RULES, ROUNDING_RULES } from '../../models/rounding.js';
import { decodeStream, encodeStream } from '../../stages/streams/convert-lines.js';
import type { Command } from '../command.js';
import { oneOf, optionName, wholeNumber } from '../options/checks.js';
import { answerStream } from '../streams/lines.js';

interface Options {
  format: string;
  decode: boolean;
  rounding: string;
  overflow: string;
  'random-bits': number;
}

export const convertCommand: Command<Options> = {
  command: 'convert',
  describe: 'stream: float32 bits (8 hex digits a line) to codes of a format, or back with --decode',
  builder: (yargs) =>
    yargs
      .option('format', { type: 'string', demandOption: true, describe: 'name, alias or spelling of a format' })
      .option('decode', { type: 'boolean', default: false, describe: 'codes to float32 bits' })
      .option('rounding', { type: 'string', default: 'nearest-even', describe: ROUNDING_RULES.join(', ') })
      .option('overflow', { type: 'string', default: 'special', describe: OVERFLOW_RULES.join(', ') })
      .option('random-bits', { type: 'number', default: 8, describe: 'random bits of a stochastic rule' })
      .example('echo 3f8ccccd | octile convert --format f143', 'prints 41: 1.1 is 1.125 in F143'),
  handler: async (options) => {
    const format = resolveFormat(options.format, optionName('format'));
    if (options.decode) return answerStream(process.stdin, process.stdout, decodeStream(format));
    const rule = {
      rounding: oneOf('rounding', ROUNDING_RULES, options.rounding),
      overflow: oneOf('overflow', OVERFLOW_RULES, options.overflow),
    };
    const bits = wholeNumber('random-bits', options['random-bits'], 1, 32);
    return answerStream(process.stdin, process.stdout, encodeStream(format, rule, bits));
  },
};
