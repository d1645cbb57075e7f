/** `octile validate`: measured cases beside simulated cycles, published speeds and measured powers beside simulated ones. */
import { oneOf } from '../../models/input-checks.js';
import { InputError } from '../../models/input-error.js';
import type { LevelError, ValidatedCase, ValidatedGain, Validation } from '../../records/validation.js';
import { textTable } from '../../reports/export/text-table.js';
import { counted, percentNumber, wholeNumber } from '../../reports/units/number.js';
import type { ValidatedRate } from '../../reports/validation/throughput.js';
import { choiceName } from '../../stages/machine-choice.js';
import { type Command, print } from '../command.js';
import { optionName } from '../options/checks.js';
import { type MachineOptions, machineOf, machineOptions } from '../options/machine.js';
import { writeOutput } from '../options/output.js';
import { type TechnologyOptions, technologyOf, technologyOptions } from '../options/technology.js';
import { packageVersion } from '../version.js';

interface Options extends MachineOptions, TechnologyOptions {
  what: string;
  cases: string | undefined;
  'leave-one-out': boolean;
  out: string | undefined;
  force: boolean;
  json: boolean;
}

const WHAT = ['cycles', 'throughput', 'energy'] as const;

export const validateCommand: Command<Options> = {
  command: 'validate <what>',
  describe: 'measured beside simulated: cycles of cases, published speeds (throughput), power of chips (energy)',
  builder: (yargs) =>
    technologyOptions(machineOptions(yargs))
      .positional('what', { type: 'string', demandOption: true, describe: WHAT.join(', ') })
      .option('cases', { type: 'string', describe: 'of cycles: JSON file of measured cases' })
      .option('leave-one-out', { type: 'boolean', default: false, describe: 'constants calibrated without the case' })
      .option('out', { type: 'string', describe: 'folder for the record and a figure (PNG, SVG, CSV)' })
      .option('force', {
        type: 'boolean',
        default: false,
        describe: 'replace the folder, where Octile wrote all of it',
      })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile validate cycles --cases cases.json', 'every case: measured, simulated, error; means by level')
      .example('octile validate throughput', 'what was published of whole networks, and what is simulated')
      .example('octile validate energy', 'every measured power beside the energy table'),
  handler: async (options) => {
    const what = oneOf('WHAT', WHAT, options.what);
    if (what === 'throughput') return printThroughput(options);
    if (what === 'energy') return printEnergy(options);
    const { cases } = options;
    if (cases === undefined) throw new InputError(optionName('cases'), 'a JSON file of measured cases', 'none');
    const { validateStage, writeValidation } = await import('../../stages/validate.js');
    const machine = machineOf(options);
    const calibration = options['leave-one-out'] ? 'leave-one-out' : 'all';
    const validated = () => ({
      ...validateStage(cases, machine, calibration),
      machine: choiceName(options, machine),
    });
    const { out, force } = options;
    const validation =
      out === undefined
        ? validated()
        : writeOutput({ out, force }, [cases], (folder) => writeValidation(validated(), folder));
    print(options.json ? JSON.stringify(validation) : text(validation));
  },
};

async function printThroughput({ json }: Options): Promise<void> {
  const { validateThroughput } = await import('../../reports/validation/throughput.js');
  const rates = validateThroughput(packageVersion());
  print(json ? JSON.stringify({ rates }) : ratesText(rates));
}

async function printEnergy(options: Options): Promise<void> {
  const { validateEnergy } = await import('../../reports/validation/energy.js');
  const { energyText } = await import('../terminal/validated-energy.js');
  const validation = validateEnergy(technologyOf(options), packageVersion());
  print(options.json ? JSON.stringify(validation) : energyText(validation));
}

function ratesText(rates: readonly ValidatedRate[]): string {
  const rows = rates.map(({ name, machine, published, simulated, error, batch }) => [
    name,
    machine,
    batch === undefined ? '–' : String(batch),
    wholeNumber(published),
    simulated === null ? '–' : wholeNumber(simulated),
    errorText(error, 'signed'),
  ]);
  const columns = ['what', 'simulated on', 'batch', 'published (1/s)', 'simulated (1/s)', 'error (%)'];
  const reasons = rates.map(({ name, source, open }) => `${name}: ${open.join('; ')} (${source}).`);
  return [textTable(columns, rows), ...reasons].join('\n\n');
}

function text({ machine, tiles, cases, levels, gains }: Validation): string {
  const simulated = cases.filter(({ simulatedCycles }) => simulatedCycles !== null);
  const parts = [
    table(simulated.filter(({ current }) => current)),
    levelTable(levels),
    titled('gain of 8-bit formats, of programs that differ in formats alone', gainTable(gains)),
    titled('of earlier kernels or plans, not in the means', table(simulated.filter(({ current }) => !current))),
    titled('not simulated', notSimulated(cases)),
    titled('notes', notes(simulated)),
    `Simulated on ${machine}, ${counted(tiles, 'tile')}.`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** With each case left out in turn also how many cases are independent checks, and their mean. */
function levelTable(levels: readonly LevelError[]): string {
  const leftOut = levels.some(({ independent }) => independent !== undefined);
  const rows = levels.map(({ level, n, meanAbsoluteError, constants, independent }) => [
    level,
    String(n),
    errorText(meanAbsoluteError, 'plain'),
    String(constants),
    ...(leftOut ? [String(independent?.n ?? 0), errorText(independent?.meanAbsoluteError ?? null, 'plain')] : []),
  ]);
  const columns = ['level', 'cases', 'mean error (%)', 'constants calibrated on them'];
  return textTable(leftOut ? [...columns, 'independent cases', 'their mean error (%)'] : columns, rows);
}

function gainTable(gains: readonly ValidatedGain[]): string {
  if (gains.length === 0) return '';
  const rows = gains.map(({ name, base, current, measured, simulated, points }) => [
    name,
    base,
    measured.toFixed(3),
    simulated === null ? '–' : simulated.toFixed(3),
    points === null ? '–' : `${points > 0 ? '+' : ''}${points.toFixed(1)}`,
    current ? 'both' : 'not both',
  ]);
  return textTable(['case', 'against', 'measured (×)', 'simulated (×)', 'difference (points)', 'current'], rows);
}

function table(cases: readonly ValidatedCase[]): string {
  if (cases.length === 0) return '';
  const rows = cases.map(({ name, level, measuredCycles, simulatedCycles, error }) => [
    name,
    level,
    String(measuredCycles),
    String(simulatedCycles),
    errorText(error, 'signed'),
  ]);
  return textTable(['case', 'level', 'measured', 'simulated', 'error (%)'], rows);
}

function notSimulated(cases: readonly ValidatedCase[]): string {
  const rows = cases.flatMap(({ name, level, measuredCycles, simulatedCycles, reason }) =>
    simulatedCycles === null ? [[name, level, String(measuredCycles), reason ?? '']] : [],
  );
  return rows.length === 0 ? '' : textTable(['case', 'level', 'measured', 'why'], rows);
}

function notes(cases: readonly ValidatedCase[]): string {
  const rows = cases.flatMap(({ name, reason }) => (reason === undefined ? [] : [[name, reason]]));
  return rows.length === 0 ? '' : textTable(['case', 'note'], rows);
}

function titled(title: string, body: string): string {
  return body === '' ? '' : `${title}:\n${body}`;
}

function errorText(error: number | null, sign: 'plain' | 'signed'): string {
  if (error === null) return '–';
  const value = percentNumber(error, 2);
  return sign === 'signed' && error > 0 ? `+${value}` : value;
}
