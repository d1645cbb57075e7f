/** `octile vectors check`: what is wrong with a device's answers, by kind, and the one fault that would explain them. */
import { shown } from '../../../models/input-error.js';
import { readText } from '../../../records/folder.js';
import { textTable } from '../../../reports/export/text-table.js';
import { counted, wholeNumber as whole } from '../../../reports/units/number.js';
import type { CheckedAnswers } from '../../../stages/vectors/check.js';
import type { NamedText } from '../../../stages/vectors/read-rows.js';
import { type Command, FailedCheck, print } from '../../command.js';
import { oneOf } from '../../options/checks.js';
import { type UnderTestOptions, underTestOptions, unitUnderTest } from '../../options/vectors.js';
import { standardInput } from '../../streams/text.js';

interface Options extends UnderTestOptions {
  answers: string | undefined;
  rows: string | undefined;
  nan: string;
  json: boolean;
}

export const checkCommand: Command<Options> = {
  command: 'check [answers]',
  describe: 'a device’s answers beside the unit’s: wrong ones by kind, and the fault that explains them',
  builder: (yargs) =>
    underTestOptions(
      yargs.positional('answers', {
        type: 'string',
        describe: 'file of rows with d as the device said (standard input unless said)',
      }),
    )
      .option('rows', {
        type: 'string',
        describe: 'the rows that were asked, where the answers stand alone (`octile dot`’s, or a line of digits each)',
      })
      .option('nan', {
        type: 'string',
        default: 'bits',
        describe: 'bits: NaN of other bits differ; class: they do not',
      })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example(
        'octile vectors check --unit hopper device.jsonl',
        'rows as `vectors generate` wrote them, d from the device',
      )
      .example('octile vectors check --unit hopper --rows rows.jsonl answers.jsonl', 'answers in a file of their own'),
  handler: async (options) => {
    const { checkAnswers, NAN_RULES } = await import('../../../stages/vectors/check.js');
    const { answeredRows, rowsWithAnswers } = await import('../../../stages/vectors/read-rows.js');
    const unit = unitUnderTest(options);
    const nan = oneOf('nan', NAN_RULES, options.nan);
    const said = options.answers === undefined ? await standardInput() : fileText(options.answers);
    const device =
      options.rows === undefined ? answeredRows(unit, said) : rowsWithAnswers(unit, fileText(options.rows), said);
    const checked = checkAnswers(unit, device, nan);
    print(options.json ? JSON.stringify(checked) : checkedText(checked, unit.family));
    const [first] = [...checked.groups].sort((one, other) => one.first.row - other.first.row);
    if (first === undefined) return;
    const { row, id, expected, got } = first.first;
    throw new FailedCheck(
      `${whole(checked.different)} of ${counted(checked.rows, 'answer')} differ from ${unit.family}, first row ${whole(row)} (${plain(id)}): expected ${expected}, got ${got}`,
    );
  },
};

/** What a row calls itself, as text of one line. */
function plain(id: string): string {
  return shown(id).slice(1, -1);
}

function fileText(path: string): NamedText {
  return { name: path, text: readText(path) };
}

function checkedText({ rows, different, groups, hypotheses }: CheckedAnswers, unit: string): string {
  if (different === 0) return `${counted(rows, 'row')}, all answered as ${unit} does`;
  const table = textTable(
    ['what is wrong', 'rows', 'first row', 'id', 'expected', 'got', 'highest bit that differs'],
    groups.map(({ kind, rows: count, first }) => [
      kind,
      whole(count),
      whole(first.row),
      plain(first.id),
      first.expected,
      first.got,
      first.bit,
    ]),
  );
  const terms = groups.flatMap(({ kind, first }) =>
    first.term === undefined ? [] : [`${kind}, row ${whole(first.row)}: ${first.term}`],
  );
  const right = rows - different;
  const explained = hypotheses.map(({ name, isWhole, tried, explained: told }) =>
    isWhole
      ? `as if ${name}: explains all ${whole(different)} wrong answers and the ${whole(right)} right ones`
      : `as if ${name}: explains ${whole(told)} of ${whole(tried)} wrong answers, not all`,
  );
  const none = ['no single fault that is tried explains the wrong answers'];
  return [table, terms.join('\n'), (explained.length === 0 ? none : explained).join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}
