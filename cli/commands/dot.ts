/** `octile dot`: a stream of dot products through a unit, bit for bit. */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { ROUNDING_RULES } from '../../models/rounding.js';
import { unitFamily } from '../../models/units/families.js';
import { ACCUMULATOR_OVERFLOW_RULES, type DotProductUnit } from '../../models/units/unit.js';
import { type Command, oneOf, wholeNumber } from '../command.js';
import { dotBlocks, dotLine } from '../dot-rows.js';
import { answerBlocks } from '../streams.js';

interface Options {
  unit: string;
  'a-format': string;
  'b-format': string | undefined;
  scale: number;
  rounding: string;
  overflow: string;
  'random-bits': number;
}

export const dotCommand: Command<Options> = {
  command: 'dot',
  describe: 'stream: dot products through a unit, one JSON object a line',
  builder: (yargs) =>
    yargs
      .option('unit', { type: 'string', demandOption: true, describe: 'a unit of `octile units`' })
      .option('a-format', { type: 'string', default: 'f143', describe: 'format of a' })
      .option('b-format', { type: 'string', describe: 'format of b (as a unless said)' })
      .option('scale', { type: 'number', default: 0, describe: 'sum of the operands’ power-of-two scales' })
      .option('rounding', { type: 'string', default: 'nearest-even', describe: 'rounding into the accumulator' })
      .option('overflow', { type: 'string', default: 'nan', describe: ACCUMULATOR_OVERFLOW_RULES.join(', ') })
      .option('random-bits', { type: 'number', default: 10, describe: 'random bits of a stochastic rule' })
      .example(
        `echo '{"a":"4048","b":"4040","c":"0000"}' | octile dot --unit ipu21-amp`,
        '1 × 1 + 2 × 1 in F143 with a float16 partial',
      ),
  handler: async (options) => {
    const unit = resolveUnit(options);
    const [least, most] = unit.scaleRange;
    const setting = { unit, scale: wholeNumber('scale', options.scale, least, most) };
    await answerBlocks(process.stdin, process.stdout, dotBlocks(setting), dotLine(setting));
  },
};

function resolveUnit(options: Options): DotProductUnit {
  const family = unitFamily(options.unit, '--unit');
  const a = resolveFloatFormat(options['a-format'], '--a-format');
  const b = options['b-format'] === undefined ? a : resolveFloatFormat(options['b-format'], '--b-format');
  return family.resolve(
    a.name,
    b.name,
    {
      rounding: oneOf('rounding', ROUNDING_RULES, options.rounding),
      overflow: oneOf('overflow', ACCUMULATOR_OVERFLOW_RULES, options.overflow),
      randomBits: wholeNumber('random-bits', options['random-bits'], 1, 32),
    },
    '--a-format, --b-format',
  );
}
