/** `octile dot`: a stream of dot products through a unit, bit for bit. */
import { bitsOf, type FloatFormat } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import { isStochastic, ROUNDING_RULES } from '../../models/rounding.js';
import { unitFamily } from '../../models/units/families.js';
import { ACCUMULATOR_OVERFLOW_RULES, type DotProductUnit } from '../../models/units/unit.js';
import { parseJson } from '../../records/json.js';
import { dot } from '../../sim/arithmetic/reference/dot.js';
import type { RandomBits } from '../../sim/arithmetic/reference/round.js';
import { type Command, oneOf, wholeNumber } from '../command.js';
import { hexDigits, parseCode, parseCodes, toHex } from '../hex.js';
import { answerLines } from '../streams.js';
import { randomBits } from './convert.js';

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
    const scale = wholeNumber('scale', options.scale, least, most);
    await answerLines(process.stdin, process.stdout, dotAnswer(unit, scale));
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

/** From `{"a","b","c"?,"r"?}` to `{"d"}`. */
export function dotAnswer(unit: DotProductUnit, scale: number) {
  const formats = {
    a: resolveFloatFormat(unit.aFormat, 'a'),
    b: resolveFloatFormat(unit.bFormat, 'b'),
    c: resolveFloatFormat(unit.accumulator.format, 'c'),
  };
  return (line: string, lineNumber: number) => {
    const where = `standard input line ${lineNumber}`;
    const row = parseJson(line, where) as Record<string, unknown> | null;
    if (row === null || typeof row !== 'object') throw new InputError(where, 'an object with a and b', shown(line));
    const a = parseCodes(row.a, formats.a, `${where} a`);
    const b = parseCodes(row.b, formats.b, `${where} b`);
    if (a.length !== b.length)
      throw new InputError(where, `as many codes in b as in a (${a.length})`, String(b.length));
    const c = row.c === undefined ? 0 : accumulatorCode(row.c, formats.c, `${where} c`);
    const d = dot(unit, a, b, c, scale, randomSource(unit, row.r, where));
    return JSON.stringify({ d: toHex(d, hexDigits(formats.c)) });
  };
}

function accumulatorCode(text: unknown, format: FloatFormat, where: string): number {
  if (typeof text === 'string') return parseCode(text, format, hexDigits(format), where);
  throw new InputError(where, `${bitsOf(format) / 4} hex digits`, shown(text));
}

/** `r` holds the random bits of each rounding in turn: a hex string, or a list of them. */
function randomSource(unit: DotProductUnit, given: unknown, where: string): (step: number) => RandomBits {
  const bits = unit.accumulator.randomBits;
  if (!isStochastic(unit.accumulator.rounding)) return () => ({ bits: 0, value: 0 });
  const words = Array.isArray(given) ? given : [given];
  return (step) => {
    const word: unknown = words[step];
    if (typeof word !== 'string') throw new InputError(`${where} r`, `random bits for step ${step + 1}`, shown(word));
    return { bits, value: randomBits(word, bits, `${where} r`) };
  };
}
