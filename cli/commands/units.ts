/** `octile units [NAME]`: the dot-product units, what they do in words, from where, and what is assumed. */
import { CAPTURES, CAPTURES_SOURCE, type Capture, capturesOf, distinctRows } from '../../models/units/captures.js';
import { describeUnit } from '../../models/units/describe.js';
import { UNIT_FAMILIES, unitFamily } from '../../models/units/families.js';
import { CHOICE_NAMES, madeChoices, type UnitChoices } from '../../models/units/spelling.js';
import type { DotProductUnit, SumRule, UnitFamily } from '../../models/units/unit.js';
import { isWrittenFile } from '../../records/text-record.js';
import { unitFile } from '../../records/unit.js';
import { textPairs, textTable } from '../../reports/export/text-table.js';
import { counted, wholeNumber } from '../../reports/units/number.js';
import { kernelChoice, twinOf } from '../../sim/arithmetic/kernels/dispatch.js';
import type { FastTwin } from '../../sim/arithmetic/kernels/family.js';
import { type Command, print } from '../command.js';
import { chosenUnit, unitOptions } from '../options/unit.js';

interface Options extends UnitChoices {
  name: string | undefined;
  'a-format': string | undefined;
  'b-format': string | undefined;
  json: boolean;
  record: boolean;
}

export const unitsCommand: Command<Options> = {
  command: 'units [name]',
  describe: 'dot-product units; with a name its parameters, source and assumptions',
  builder: (yargs) =>
    unitOptions(
      yargs
        .positional('name', { type: 'string', describe: 'a unit, or a file' })
        .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
        .option('record', { type: 'boolean', default: false, describe: 'one unit as a file for --unit, to be changed' })
        .option('a-format', { type: 'string', describe: 'format of a, for one unit' })
        .option('b-format', { type: 'string', describe: 'format of b, for one unit' }),
    )
      .example('octile units ipu21-amp', 'formats that it takes, products a step, accumulator, what is assumed')
      .example('octile units hopper --a-format e5m2 --record > mine.json', 'the parameters of one unit, as a file'),
  handler: (options) => {
    const { name, json } = options;
    if (name === undefined) return print(json ? allJson() : overview());
    const unit = chosenUnit({ text: name, where: 'NAME', a: options['a-format'], b: options['b-format'] }, options);
    if (options.record) return print(JSON.stringify(unitFile(unit), null, 2));
    const isChosen = isWrittenFile(name) || (json && isOneUnit(options));
    if (isChosen) return print(json ? JSON.stringify(unitJson(unit), null, 2) : words(unit));
    const family = unitFamily(unit.family, 'NAME');
    print(json ? JSON.stringify(familyJson(family), null, 2) : details(family, unit));
  },
};

/** Whether anything beside the name says which unit of the family is meant. */
function isOneUnit(options: Options): boolean {
  const choices = [options['a-format'], options['b-format'], ...Object.values(madeChoices(options))];
  return (options.name ?? '').includes(':') || choices.some((choice) => choice !== undefined);
}

function overview(): string {
  const table = textTable(
    ['unit', 'captured rows equal', 'what it does'],
    UNIT_FAMILIES.map(({ name, summary }) => [name, equalText(name), summary]),
  );
  const { rows, equal } = distinctRows(CAPTURES);
  const gpus = new Set(CAPTURES.map(({ gpu }) => gpu)).size;
  return `${table}\n\nBit for bit equal to ${wholeNumber(equal)} of ${counted(rows, 'row')} captured from ${gpus} GPUs.`;
}

function equalText(unit: string): string {
  const { rows, equal } = distinctRows(capturesOf(unit));
  return rows === 0 ? '–' : `${wholeNumber(equal)} of ${wholeNumber(rows)}`;
}

function allJson(): string {
  return JSON.stringify(UNIT_FAMILIES.map(familyJson), null, 2);
}

function familyJson(family: UnitFamily) {
  const { name, summary, source, assumed } = family;
  return { name, summary, source, assumed, captures: capturesOf(name), units: unitsOf(family).map(unitJson) };
}

function unitJson(unit: DotProductUnit) {
  return { ...unit, fastTwin: twinOf(unit), notFaster: kernelChoice(unit).refused };
}

/** A unit for every pair, as it is unless something else is chosen. */
function unitsOf(family: UnitFamily): DotProductUnit[] {
  return family.pairs.map(([a, b]) => family.resolve(a, b, {}, 'NAME'));
}

function sumText(sum: SumRule): string {
  switch (sum.kind) {
    case 'exact':
    case 'float32':
      return sum.kind;
    case 'aligned':
      return `aligned, ${sum.fractionBits} bits, ${sum.cut}`;
    case 'two-stage':
      return `two stages, ${sum.productBits} and ${sum.sumBits} bits${sum.order === 'even-odd' ? ', even and odd apart' : ''}`;
    case 'grouped':
      return `groups of ${sum.groupProducts}, ${sum.fractionBits} bits`;
    case 'pairwise':
      return `pairs in float32${sum.subnormals === 'flushed' ? ', flushed' : ''}`;
  }
}

function accumulatorText({ accumulator, promotion, stepsPerRounding }: DotProductUnit): string {
  const bits = accumulator.mantissaBits;
  const kept = accumulator.format === 'float32' && bits < 23 ? ` with ${bits} bits` : '';
  const whole = stepsPerRounding === 'all' ? ', at the end' : '';
  const into = promotion === undefined ? '' : `, every ${promotion.products} into ${promotion.format}`;
  return `${accumulator.format}${kept}${whole}${into}`;
}

const TWINS: Readonly<Record<FastTwin, string>> = {
  simd: 'Its fast twin is SIMD.',
  scalar: 'Its fast twin is scalar.',
  none: 'It has no fast twin: it runs in the reference.',
};

/** Which twin it has, and why no faster kernels take it. */
function twinSentences(unit: DotProductUnit): string[] {
  const { family, refused } = kernelChoice(unit);
  const reasons = refused.map((entry) => `The ${entry.family} kernels do not take it: ${entry.because}.`);
  return [TWINS[family?.twin ?? 'none'], ...(family?.twin === 'simd' ? [] : reasons)];
}

function twinText(unit: DotProductUnit): string {
  const twin = twinOf(unit);
  return twin === 'simd' ? 'SIMD' : twin;
}

/** One unit, sentence by sentence. */
function words(unit: DotProductUnit): string {
  return [`${unit.family}: ${unit.aFormat} × ${unit.bFormat}`, ...describeUnit(unit), ...twinSentences(unit)].join(
    '\n',
  );
}

/** On which captured rows the family is equal, and how many. */
function capturesText(captures: readonly Capture[]): string {
  if (captures.length === 0) return 'Compared with no captured rows: from a model or a document.';
  const rows = captures.map(({ gpu, instruction, format, accumulator, rows, equal, sameRowsAs }) => [
    gpu,
    instruction,
    format,
    accumulator,
    `${equal} of ${rows}${sameRowsAs === undefined ? '' : `, the same as ${sameRowsAs}`}`,
  ]);
  const { rows: all, equal } = distinctRows(captures);
  return [
    `Equal, bit for bit, on ${wholeNumber(equal)} of ${counted(all, 'row')} that GPUs answered:`,
    textTable(['captured on', 'instruction', 'a and b', 'into', 'rows equal'], rows),
    `(${CAPTURES_SOURCE}; a part is in test/vectors/captured)`,
  ].join('\n');
}

function details(family: UnitFamily, unit: DotProductUnit): string {
  const rows = unitsOf(family).map((row) => [
    row.aFormat,
    row.bFormat,
    String(row.productsPerStep),
    sumText(row.sum),
    accumulatorText(row),
    row.accumulator.rounding,
    twinText(row),
  ]);
  return [
    textPairs([
      ['unit', family.name],
      ['what it does', family.summary],
      ['source', family.source],
      ['operands', family.operands === 'pairs' ? 'the pairs below' : 'any floating-point formats, for example'],
      ['open to choice', family.choices.map((choice) => `--${CHOICE_NAMES[choice]}`).join(', ')],
    ]),
    textTable(['a', 'b', 'products a step', 'sum', 'accumulator', 'rounding', 'fast twin'], rows),
    words(unit),
    capturesText(capturesOf(family.name)),
    ['assumed (no document or measurement confirms it):', ...family.assumed.map((line) => `- ${line}`)].join('\n'),
  ].join('\n\n');
}
