/** `octile vectors generate`: rows for a test bench, each with the answer that the unit gives. */
import { DEFAULT_COUNT, type VectorLevel } from '../../../sim/vectors/vectors.js';
import { checkSameRows, ROW_FORMATS, type RowFormat } from '../../../stages/vectors/row-text.js';
import type { Command } from '../../command.js';
import { oneOf, optionName, wholeNumber } from '../../options/checks.js';
import { chosenUnit } from '../../options/unit.js';
import { MOST_SEED, type UnderTestOptions, underTestOptions, unitUnderTest, writeText } from '../../options/vectors.js';

interface Options extends UnderTestOptions {
  level: number;
  count: number | undefined;
  seed: number;
  k: number | undefined;
  'answered-by': string | undefined;
  format: string;
  out: string | undefined;
  force: boolean;
}

const MOST_ROWS = 100_000_000;
const MOST_PRODUCTS = 4096;
/** How a file of rows begins. */
const BEGINNINGS: Readonly<Record<RowFormat, string>> = { json: '{"id":"', hex: '' };

export const generateCommand: Command<Options> = {
  command: 'generate',
  describe: 'rows for a test bench, as `octile dot` reads them, each with its answer (d)',
  builder: (yargs) =>
    underTestOptions(yargs)
      .option('level', {
        type: 'number',
        default: 2,
        describe: '1: every class of input at every place; 2: hard sums made of the unit’s parameters',
      })
      .option('count', { type: 'number', describe: `rows (level 1: all; level 2: ${DEFAULT_COUNT} unless said)` })
      .option('seed', { type: 'number', default: 1, describe: 'other rows of the same kinds' })
      .option('k', { type: 'number', describe: 'products of every row (several lengths unless said)' })
      .option('answered-by', {
        type: 'string',
        describe: 'another unit or file whose answers the rows carry, as a device’s would',
      })
      .option('format', {
        type: 'string',
        default: 'json',
        describe: 'json: an object a line; hex: a, b, (sa, sb,) c, (r,) d in digits',
      })
      .option('out', { type: 'string', describe: 'file to write (standard output unless said)' })
      .option('force', { type: 'boolean', default: false, describe: 'replace the file, where Octile wrote it' })
      .example('octile vectors generate --unit hopper --out rows.jsonl', '10,000 hard sums with their answers')
      .example('octile vectors generate --unit ampere --level 1 --format hex --k 8', 'for a bench of one step'),
  handler: async (options) => {
    const { vectorText } = await import('../../../stages/vectors/generate.js');
    const unit = unitUnderTest(options);
    const { count, k, out, force } = options;
    const by = options['answered-by'];
    const formats = { a: unit.aFormat, b: unit.bFormat };
    const answeredBy = by === undefined ? unit : chosenUnit({ text: by, where: optionName('answered-by'), ...formats });
    checkSameRows(unit, answeredBy, optionName('answered-by'));
    const format = oneOf('format', ROW_FORMATS, options.format);
    const text = vectorText({
      unit,
      answeredBy,
      format,
      level: wholeNumber('level', options.level, 1, 2) as VectorLevel,
      seed: wholeNumber('seed', options.seed, 0, MOST_SEED),
      count: count === undefined ? undefined : wholeNumber('count', count, 1, MOST_ROWS),
      ...(k === undefined ? {} : { k: wholeNumber('k', k, 1, MOST_PRODUCTS) }),
    });
    await writeText(text, { out, force }, BEGINNINGS[format]);
  },
};
