/** `octile fingerprint`: a dozen products whose answers name the unit, and the units that a device's answers fit. */
import { InputError, shown } from '../../models/input-error.js';
import { readText } from '../../records/folder.js';
import { textTable } from '../../reports/export/text-table.js';
import { counted } from '../../reports/units/number.js';
import type { FingerprintMatch, FittedUnit } from '../../stages/vectors/fingerprint.js';
import { type Command, FailedCheck, print } from '../command.js';
import { optionName } from '../options/checks.js';
import { writeText } from '../options/vectors.js';

interface Options {
  formats: string | undefined;
  accumulator: string | undefined;
  answers: string | undefined;
  out: string | undefined;
  force: boolean;
  json: boolean;
}

/** What a dozen rows cannot say. */
const HOW_FAR =
  'a device that differs from a unit in one field may fit as well: `octile vectors generate` and `vectors check` compare thousands of rows';

/** How a file of rows begins. */
const BEGINS = '{"id":"';

export const fingerprintCommand: Command<Options> = {
  command: 'fingerprint',
  describe: 'a dozen products whose answers name the unit; with --answers the units that fit a device',
  builder: (yargs) =>
    yargs
      .option('formats', { type: 'string', describe: 'write rows of these operands: a format, or two by a comma' })
      .option('accumulator', {
        type: 'string',
        describe: 'format of results (float32 unless said, where there is one)',
      })
      .option('answers', {
        type: 'string',
        describe: 'file of a device’s answers: a line {"id","d"} a row, as `octile dot` writes',
      })
      .option('out', { type: 'string', describe: 'file to write (standard output unless said)' })
      .option('force', { type: 'boolean', default: false, describe: 'replace the file, where Octile wrote it' })
      .option('json', { type: 'boolean', default: false, describe: 'beside --answers: as JSON' })
      .example('octile fingerprint --formats float16 --out rows.jsonl', 'rows to be answered by a device')
      .example('octile fingerprint --answers answers.jsonl', 'which units fit, which not, and the row that tells'),
  handler: async (options) => {
    const { fingerprintText, matchedUnits } = await import('../../stages/vectors/fingerprint.js');
    const { fingerprintFormats } = await import('../../sim/vectors/fingerprint.js');
    const { formats, accumulator, answers, out, force } = options;
    if (answers !== undefined) {
      const match = matchedUnits({ name: answers, text: readText(answers) });
      print(options.json ? JSON.stringify(match) : matchText(match));
      if (match.fits.length === 0) throw new FailedCheck('no unit fits the answers');
      return;
    }
    const where = optionName('formats');
    if (formats === undefined) throw new InputError(where, 'a format, or --answers', 'nothing');
    const [a = '', b = a, ...more] = formats.split(',').map((name) => name.trim());
    if (more.length > 0) throw new InputError(where, 'a format, or two by a comma', shown(formats));
    const text = fingerprintText(fingerprintFormats(a, b, accumulator, where, optionName('accumulator')));
    await writeText([text], { out, force }, BEGINS);
  },
};

function matchText({ formats, rows, fits, others, untold }: FingerprintMatch): string {
  const name = ({ units }: FittedUnit) => units.join(' = ');
  const lines = [...fits, ...others].map((unit) => [
    name(unit),
    unit.tells === undefined ? 'fits' : 'no',
    `${unit.alike} of ${rows}`,
    ...(unit.tells === undefined ? ['', '', ''] : [String(unit.tells.row), unit.tells.expected, unit.tells.got]),
  ]);
  const open = untold.map(([one, other]) => `no row tells ${one} from ${other}`);
  return [
    `${formats.a} × ${formats.b} into ${formats.result}, ${counted(rows, 'row')} answered:`,
    textTable(['unit', 'fits', 'rows alike', 'row that tells', 'it answers', 'the device answered'], lines),
    ...open,
    ...(fits.length === 0 ? [] : [HOW_FAR]),
  ].join('\n');
}
