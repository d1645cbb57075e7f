/** `octile dot`: a stream of dot products through a unit, bit for bit. */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { isStochastic, ROUNDING_RULES } from '../../models/rounding.js';
import { unitFamily } from '../../models/units/families.js';
import { ACCUMULATOR_OVERFLOW_RULES, type DotProductUnit, type UnitOptions } from '../../models/units/unit.js';
import { type Command, oneOf, wholeNumber } from '../command.js';
import { dotBlocks } from '../dot-blocks.js';
import { dotLine } from '../dot-rows.js';
import { answerBlocks } from '../streams.js';

interface Options {
  unit: string;
  'a-format': string;
  'b-format': string | undefined;
  accumulator: string | undefined;
  'scale-format': string | undefined;
  promotion: number | undefined;
  scale: number;
  rounding: string | undefined;
  overflow: string | undefined;
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
      .option('accumulator', { type: 'string', describe: 'format of the accumulator (the unit’s first unless said)' })
      .option('scale-format', { type: 'string', describe: 'format of block scales, for units that read them' })
      .option('promotion', { type: 'number', describe: 'add every so many products into a float32 register' })
      .option('scale', { type: 'number', default: 0, describe: 'sum of the operands’ power-of-two scales' })
      .option('rounding', { type: 'string', describe: 'rounding into the accumulator, where the unit leaves it open' })
      .option('overflow', {
        type: 'string',
        describe: `overflow of the accumulator: ${ACCUMULATOR_OVERFLOW_RULES.join(', ')}`,
      })
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
  return family.resolve(a.name, b.name, unitOptions(options), '--a-format, --b-format');
}

/** What was chosen; a stochastic rule takes its random bits with it. */
function unitOptions({ accumulator, promotion, rounding, overflow, ...options }: Options): UnitOptions {
  const rule = rounding === undefined ? undefined : oneOf('rounding', ROUNDING_RULES, rounding);
  const randomBits = wholeNumber('random-bits', options['random-bits'], 1, 32);
  const scaleFormat = options['scale-format'];
  return {
    ...(accumulator === undefined ? {} : { accumulator }),
    ...(scaleFormat === undefined ? {} : { scaleFormat: resolveFloatFormat(scaleFormat, '--scale-format').name }),
    ...(promotion === undefined ? {} : { promotion }),
    ...(overflow === undefined ? {} : { overflow: oneOf('overflow', ACCUMULATOR_OVERFLOW_RULES, overflow) }),
    ...(rule === undefined ? {} : { rounding: rule }),
    ...(rule === undefined || !isStochastic(rule) ? {} : { randomBits }),
  };
}
