/** `octile vectors curve`: how many rows of level 2 it takes to tell the mutants of units apart. */
import { distinct } from '../../../models/distinct.js';
import committed from '../../../models/measurements/kill-curve.json' with { type: 'json' };
import type { KillCurve } from '../../../records/kill-curve.js';
import type { CurveUnit } from '../../../stages/vectors/curve.js';
import { type Command, print } from '../../command.js';
import { optionName, wholeNumber } from '../../options/checks.js';
import { recordOptions, writeOutput } from '../../options/output.js';
import { chosenUnit } from '../../options/unit.js';
import { MOST_SEED } from '../../options/vectors.js';
import { killsText } from '../../terminal/kills.js';
import { createProgress } from '../../terminal/progress.js';

interface Options {
  remake: boolean;
  units: string | undefined;
  rows: number;
  seed: number;
  out: string | undefined;
  force: boolean;
  json: boolean;
}

const ROWS = 10_000;
const MOST_ROWS = 1_000_000;

export const curveCommand: Command<Options> = {
  command: 'curve',
  describe: 'the kill curve: how many rows of level 2 tell the mutants of units apart',
  builder: (yargs) =>
    recordOptions(
      yargs
        .option('remake', {
          type: 'boolean',
          default: false,
          describe: 'run the mutants again (some minutes) instead of printing the record that comes along',
        })
        .option('units', {
          type: 'string',
          describe: 'beside --remake: some units, or files, by commas; behind a slash the format of a',
        })
        .option('rows', { type: 'number', default: ROWS, describe: 'beside --remake: rows at most' })
        .option('seed', { type: 'number', default: 1, describe: 'beside --remake: of the rows' }),
    )
      .example('octile vectors curve', 'every family of units, and the mutants that are left')
      .example('octile vectors curve --remake --units hopper/e4m3,mine.json', 'of a preset and a unit of your own'),
  handler: async (options) => {
    const curve = options.remake ? await remade(options) : (committed as KillCurve);
    const { out, force } = options;
    if (out !== undefined) {
      const { writeCurve } = await import('../../../stages/vectors/curve.js');
      writeOutput({ out, force }, [], (folder) => writeCurve(curve, folder));
    }
    print(options.json ? JSON.stringify(curve) : killsText(curve));
  },
};

/** The same bytes as the committed record where nothing else is said. */
async function remade({ units: names, ...options }: Options): Promise<KillCurve> {
  const { CURVE_UNITS, curveStage } = await import('../../../stages/vectors/curve.js');
  const rows = wholeNumber('rows', options.rows, 1, MOST_ROWS);
  const seed = wholeNumber('seed', options.seed, 0, MOST_SEED);
  const chosen = names?.split(',').map((name) => name.trim());
  const units = (chosen === undefined ? CURVE_UNITS : distinct(optionName('units'), chosen)).map(curveUnit);
  const command = [
    'octile vectors curve --remake',
    ...(names === undefined ? [] : [`--units ${names}`]),
    ...(rows === ROWS ? [] : [`--rows ${rows}`]),
    ...(seed === 1 ? [] : [`--seed ${seed}`]),
  ].join(' ');
  const progress = createProgress('units');
  try {
    return curveStage({ units, rows, seed, command, progress: progress.show });
  } finally {
    progress.end();
  }
}

/** A unit, and behind the last slash the format of a; a path with slashes is a file, which says its formats. */
function curveUnit(text: string): CurveUnit {
  const where = optionName('units');
  const slash = text.lastIndexOf('/');
  const isFile = /\.(json|ya?ml)$/.test(text);
  if (slash < 0 || isFile) return { name: text.slice(slash + 1), unit: chosenUnit({ text, where }) };
  return { name: text, unit: chosenUnit({ text: text.slice(0, slash), where, a: text.slice(slash + 1) }) };
}
