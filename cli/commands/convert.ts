/** `octile convert`: a stream of float32 bits to codes, or back. */
import type { NumberFormat } from '../../models/formats/format.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { isStochastic, OVERFLOW_RULES, ROUNDING_RULES } from '../../models/rounding.js';
import { decode, type EncodeRule, encode, NoCodeError } from '../../sim/arithmetic/reference/convert.js';
import { decodeBlocks, encodeBlocks } from '../code-blocks.js';
import { type Command, oneOf, wholeNumber } from '../command.js';
import { randomBits } from '../dot-rows.js';
import { bitsOfFloat32, float32OfBits, hexDigits, parseCode, toHex } from '../hex.js';
import { type AnswerLine, answerBlocks } from '../streams.js';

interface Options {
  format: string;
  decode: boolean;
  rounding: string;
  overflow: string;
  'random-bits': number;
}

const FLOAT32 = resolveFormat('float32', 'float32');

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
    const format = resolveFormat(options.format, '--format');
    if (options.decode) return answerBlocks(process.stdin, process.stdout, decodeBlocks(format), decoder(format));
    const rule: EncodeRule = {
      rounding: oneOf('rounding', ROUNDING_RULES, options.rounding),
      overflow: oneOf('overflow', OVERFLOW_RULES, options.overflow),
    };
    const bits = wholeNumber('random-bits', options['random-bits'], 1, 32);
    return answerBlocks(process.stdin, process.stdout, encodeBlocks(format, rule, bits), encoder(format, rule, bits));
  },
};

function decoder(format: NumberFormat): AnswerLine {
  const digits = hexDigits(format);
  return (line, lineNumber) => {
    const where = `standard input line ${lineNumber}`;
    return toHex(bitsOfFloat32(decode(format, parseCode(line.trim(), format, digits, where))), 8);
  };
}

function encoder(format: NumberFormat, rule: EncodeRule, bits: number): AnswerLine {
  const fields = isStochastic(rule.rounding) ? 2 : 1;
  const digits = hexDigits(format);
  return (line, lineNumber) => {
    const where = `standard input line ${lineNumber}`;
    const parts = line.trim().split(/\s+/);
    if (parts.length !== fields) {
      throw new InputError(
        where,
        fields === 2 ? 'float32 bits and random bits, in hex' : 'float32 bits in hex',
        shown(line),
      );
    }
    const pattern = parseCode(parts[0] as string, FLOAT32, 8, where);
    const value = fields === 2 ? randomBits(parts[1] as string, bits, where) : 0;
    try {
      return toHex(encode(format, float32OfBits(pattern), rule, { bits, value }, pattern >= 0x80000000), digits);
    } catch (error) {
      if (!(error instanceof NoCodeError)) throw error;
      throw new InputError(
        where,
        `a value that ${format.name} can hold`,
        shown(line.trim()),
        'it has no code for NaN or overflow; --overflow saturate clips overflow',
      );
    }
  };
}
