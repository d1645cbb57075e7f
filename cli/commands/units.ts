/** `octile units [NAME]`: the dot-product units, what they do, from where, and what is assumed. */
import { UNIT_FAMILIES, unitFamily } from '../../models/units/families.js';
import type { DotProductUnit, SumRule, UnitFamily } from '../../models/units/unit.js';
import { hasKernel } from '../../sim/arithmetic/kernels/gemm.js';
import { type Command, print } from '../command.js';
import { textPairs, textTable } from '../table.js';

interface Options {
  name: string | undefined;
  json: boolean;
}

export const unitsCommand: Command<Options> = {
  command: 'units [name]',
  describe: 'dot-product units; with a name its parameters, source and assumptions',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'a unit' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile units ipu21-amp', 'formats that it takes, products a step, accumulator, what is assumed'),
  handler: ({ name, json }) => {
    const families = name === undefined ? UNIT_FAMILIES : [unitFamily(name, 'NAME')];
    if (json) return print(JSON.stringify(families.map(unitJson), null, 2));
    print(
      name === undefined
        ? textTable(
            ['unit', 'what it does'],
            families.map((family) => [family.name, family.summary]),
          )
        : details(families[0] as UnitFamily),
    );
  },
};

function unitJson(family: UnitFamily) {
  const { name, summary, source, assumed } = family;
  return {
    name,
    summary,
    source,
    assumed,
    units: unitsOf(family).map((unit) => ({ ...unit, fastTwin: hasKernel(unit) })),
  };
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
  }
}

function accumulatorText({ accumulator, promotion, stepsPerRounding }: DotProductUnit): string {
  const bits = accumulator.mantissaBits;
  const kept = accumulator.format === 'float32' && bits < 23 ? ` with ${bits} bits` : '';
  const whole = stepsPerRounding === 'all' ? ', at the end' : '';
  const into = promotion === undefined ? '' : `, every ${promotion.products} into ${promotion.format}`;
  return `${accumulator.format}${kept}${whole}${into}`;
}

function details(family: UnitFamily): string {
  const rows = unitsOf(family).map((unit) => [
    unit.aFormat,
    unit.bFormat,
    String(unit.productsPerStep),
    sumText(unit.sum),
    accumulatorText(unit),
    unit.accumulator.rounding,
    hasKernel(unit) ? 'yes' : 'no',
  ]);
  return [
    textPairs([
      ['unit', family.name],
      ['what it does', family.summary],
      ['source', family.source],
      ['operands', family.operands === 'pairs' ? 'the pairs below' : 'any floating-point formats, for example'],
      ['open to choice', family.choices.join(', ')],
    ]),
    textTable(['a', 'b', 'products a step', 'sum', 'accumulator', 'rounding', 'fast twin'], rows),
    ['assumed (no document or measurement confirms it):', ...family.assumed.map((line) => `- ${line}`)].join('\n'),
  ].join('\n\n');
}
