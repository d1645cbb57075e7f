/** `octile trace verify`: every op of a trace computed again from its operands, bit for bit. */
import { availableParallelism } from 'node:os';
import { textTable } from '../../../reports/export/text-table.js';
import type { TraceVerification } from '../../../stages/verify-trace.js';
import type { Difference } from '../../../traces/replay/verify.js';
import { type Command, FailedCheck, print } from '../../command.js';
import { wholeNumber } from '../../options/checks.js';
import { createProgress } from '../../terminal/progress.js';

interface Options {
  folder: string;
  reference: number;
  threads: number;
  json: boolean;
}

const MOST_REFERENCE = 1_000_000;

export const verifyCommand: Command<Options> = {
  command: 'verify <folder>',
  describe: 'compute every op of a trace again from its stored operands, and compare bit for bit',
  builder: (yargs) =>
    yargs
      .positional('folder', { type: 'string', demandOption: true, describe: 'of a trace' })
      .option('reference', {
        type: 'number',
        default: 20,
        describe: 'outputs of each product and cast that the plain reference computes too, from exact numbers',
      })
      .option('threads', {
        type: 'number',
        default: Math.min(8, availableParallelism()),
        defaultDescription: 'the cores, at most 8',
        describe: 'of the arithmetic; results do not depend on it',
      })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile trace verify octile-out/train', 'what was captured follows from what was captured')
      .example('octile trace verify octile-out/train --reference 500', 'more outputs by the reference'),
  handler: async ({ folder, reference, threads, json }) => {
    const { isVerified, verifyTraceStage } = await import('../../../stages/verify-trace.js');
    const progress = createProgress(`computing ${folder} again`);
    const verification = verifyTraceStage({
      folder,
      reference: wholeNumber('reference', reference, 0, MOST_REFERENCE),
      threads: wholeNumber('threads', threads, 1, 64),
      progress: (done, total) => progress.show(done, total),
    });
    progress.end();
    print(json ? JSON.stringify(verification) : linesOf(verification).join('\n'));
    if (!isVerified(verification)) throw new FailedCheck(`${folder}: not what its arithmetic gives`);
  },
};

function linesOf({ kinds, reference }: TraceVerification): string[] {
  const rows = kinds.map(({ kind, ops, replayed, equal, different, left }) => {
    const judged = reference.find((candidate) => candidate.kind === kind);
    const why = Object.entries(left).map(([reason, count]) => `${reason}: ${count}`);
    const counts = [ops, replayed, equal, different].map(String);
    return [kind, ...counts, judged === undefined ? '–' : String(judged.outputs), why.join(', ')];
  });
  const headings = ['op', 'ops', 'replayed', 'equal', 'different', 'outputs by reference', 'not replayed'];
  const first = kinds.flatMap((kind) => (kind.first === undefined ? [] : [differenceLine(kind.first, 'replay')]));
  const second = reference.flatMap((kind) =>
    kind.first === undefined
      ? []
      : [`${kind.different} of ${kind.outputs} ${kind.kind} outputs: ${differenceLine(kind.first, 'reference')}`],
  );
  const all = kinds.every(({ left }) => Object.keys(left).length === 0);
  return [textTable(all ? headings.slice(0, -1) : headings, all ? rows.map((row) => row.slice(0, -1)) : rows)].concat(
    first,
    second,
  );
}

function differenceLine({ op, element, expected, found }: Difference, by: string): string {
  return `${op} element ${element}: the ${by} gives ${expected}, the trace has ${found}`;
}
