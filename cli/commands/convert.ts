/** `octile convert`: a stream of float32 bits to codes, or back; of a block format with its scales. */
import { BLOCK_FORMATS, BLOCK_SCALE_RULES, type BlockFormat } from '../../models/formats/block-formats.js';
import { type NumberFormat, nanCode } from '../../models/formats/format.js';
import { resolveFloatFormat, resolveFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { OVERFLOW_RULES, ROUNDING_RULES } from '../../models/rounding.js';
import { decodeBlockStream, encodeBlockStream, TENSOR_SCALES } from '../../stages/streams/block-lines.js';
import { decodeStream, encodeStream, MISSING_NANS, SOURCES } from '../../stages/streams/convert-lines.js';
import type { StreamAnswers } from '../../stages/streams/line-block.js';
import type { Command } from '../command.js';
import { oneOf, optionName, wholeNumber } from '../options/checks.js';
import { answerStream } from '../streams/lines.js';

interface Options {
  format: string;
  decode: boolean;
  from: string | undefined;
  rounding: string | undefined;
  overflow: string | undefined;
  'random-bits': number | undefined;
  nan: string | undefined;
  'scale-rule': string | undefined;
  'tensor-scale': string | undefined;
}

/** Options that only one number a line has, and those that only blocks have. */
const OF_NUMBERS = ['from', 'rounding', 'overflow', 'random-bits', 'nan'] as const;
const OF_BLOCKS = ['scale-rule', 'tensor-scale'] as const;
/** Random bits of a stochastic rule that says none. */
const RANDOM_BITS = 8;

export const convertCommand: Command<Options> = {
  command: 'convert',
  describe: 'stream: float32 bits (8 hex digits a line) to codes of a format, or back with --decode',
  builder: (yargs) =>
    yargs
      .option('format', {
        type: 'string',
        demandOption: true,
        describe:
          'name, alias or spelling of a format; of blocks: a line of values run together to scales and elements',
      })
      .option('decode', { type: 'boolean', default: false, describe: 'codes to float32 bits' })
      .option('from', { type: 'string', describe: `what lines hold (float32 unless said): ${SOURCES.join(', ')}` })
      .option('rounding', { type: 'string', describe: `nearest-even unless said: ${ROUNDING_RULES.join(', ')}` })
      .option('overflow', { type: 'string', describe: `special unless said: ${OVERFLOW_RULES.join(', ')}` })
      .option('random-bits', {
        type: 'number',
        describe: `random bits of a stochastic rule (${RANDOM_BITS} unless said)`,
      })
      .option('nan', {
        type: 'string',
        describe: `NaN into a format without one (refuse unless said): ${MISSING_NANS.join(', ')}`,
      })
      .option('scale-rule', {
        type: 'string',
        describe: `power of two of a block (floor unless said): ${BLOCK_SCALE_RULES.join(', ')}`,
      })
      .option('tensor-scale', {
        type: 'string',
        describe: `nvfp4: a float32 scale of the line above its blocks’ (none unless said): ${TENSOR_SCALES.join(', ')}`,
      })
      .example('echo 3f8ccccd | octile convert --format f143', 'prints 41: 1.1 is 1.125 in F143')
      .example('echo 40c0000040400000 | octile convert --format nvfp4', 'prints 38 75: 6 and 3, scale 1'),
  handler: (options) => answerStream(process.stdin, process.stdout, answersOf(options)),
};

function answersOf(options: Options): StreamAnswers {
  const block = BLOCK_FORMATS.find(({ name }) => name === options.format);
  if (block !== undefined) return blockAnswers(block, options);
  refuse(options, OF_BLOCKS, 'a block format beside it, like nvfp4');
  const format = resolveFormat(options.format, optionName('format'));
  if (!options.decode) return encodeAnswers(format, options);
  refuse(options, OF_NUMBERS, 'no --decode beside it, which is exact');
  return decodeStream(format);
}

function encodeAnswers(format: NumberFormat, options: Options): StreamAnswers {
  const rule = {
    rounding: oneOf('rounding', ROUNDING_RULES, options.rounding ?? 'nearest-even'),
    overflow: oneOf('overflow', OVERFLOW_RULES, options.overflow ?? 'special'),
  };
  const bits = wholeNumber('random-bits', options['random-bits'] ?? RANDOM_BITS, 1, 32);
  const nan = oneOf('nan', MISSING_NANS, options.nan ?? 'refuse');
  const hasNan = format.kind === 'tapered' || (format.kind === 'float' && nanCode(format, false) !== undefined);
  if (options.nan !== undefined && hasNan) {
    throw new InputError(optionName('nan'), 'a format without NaN', format.name);
  }
  const source = oneOf('from', SOURCES, options.from ?? 'float32');
  return encodeStream(format, { rule, bits, nan, source });
}

function blockAnswers(format: BlockFormat, options: Options): StreamAnswers {
  refuse(options, OF_NUMBERS, `none: elements of ${format.name} are rounded nearest-even and saturated`);
  const hasMantissa = resolveFloatFormat(format.scale).mantissaBits > 0;
  if (hasMantissa) refuse(options, ['scale-rule'], `none: scales of ${format.name} follow from the largest magnitude`);
  else refuse(options, ['tensor-scale'], 'nvfp4, whose scales are no powers of two');
  const setting = {
    format,
    rule: oneOf('scale-rule', BLOCK_SCALE_RULES, options['scale-rule'] ?? 'floor'),
    tensorScale: oneOf('tensor-scale', TENSOR_SCALES, options['tensor-scale'] ?? 'none'),
  };
  if (!options.decode) return encodeBlockStream(setting);
  refuse(options, ['scale-rule'], 'no --decode beside it');
  return decodeBlockStream(setting);
}

/** @throws InputError where one of the options was given */
function refuse(options: Options, names: readonly (keyof Options)[], expected: string): void {
  for (const name of names) {
    if (options[name] !== undefined) throw new InputError(optionName(name), expected, shown(String(options[name])));
  }
}
