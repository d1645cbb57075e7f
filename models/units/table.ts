/**
 * A family from a table: rows of operand formats and accumulator, each with its parameters. The first row that
 * takes a pair has the accumulator that it gets unless another is asked for.
 */
import { resolveFloatFormat } from '../formats/resolve.js';
import { InputError, shown } from '../input-error.js';
import { CHOICE_NAMES } from './spelling.js';
import type {
  Accumulator,
  BlockScale,
  DotProductUnit,
  Interleave,
  Promotion,
  SumRule,
  UnitChoice,
  UnitFamily,
  UnitOptions,
} from './unit.js';

/** Any of `a` with any of `b`; `any-float` is every floating-point format. */
export interface UnitRow {
  readonly a: readonly string[] | 'any-float';
  readonly b: readonly string[] | 'any-float';
  readonly accumulator: Pick<Accumulator, 'format' | 'rounding' | 'overflow' | 'nan' | 'zero'> & Partial<Accumulator>;
  readonly operandsAs?: string;
  readonly productsPerStep: number;
  readonly interleave?: Interleave;
  readonly sum: SumRule;
  readonly stepsPerRounding?: number | 'all';
  readonly promotion?: Promotion;
  readonly blockScale?: BlockScale;
}

/** What a family says of itself; `pairs` where its rows take any float. */
export interface FamilyAbout {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly assumed: readonly string[];
  readonly choices: readonly UnitChoice[];
  readonly pairs?: UnitFamily['pairs'];
  readonly scaleRange?: readonly [number, number];
}

/** Sums of scales that keep every product of 8 and 16 bits within float32. */
const SCALE_RANGE = [-64, 63] as const;

/** Said by every family whose hardware leaves per-tensor scales to software. */
export const SCALES_ASSUMED =
  'a power-of-two scale is added to the product exponents; the hardware has no such input, software multiplies the result';

/** @param rows in order of preference */
export function tableFamily(about: FamilyAbout, rows: readonly UnitRow[]): UnitFamily {
  const { name, summary, source, assumed, choices } = about;
  return {
    name,
    summary,
    source,
    assumed,
    choices,
    operands: rows.some(({ a }) => a === 'any-float') ? 'any-float' : 'pairs',
    pairs: about.pairs ?? uniquePairs(rows),
    resolve: (aFormat, bFormat, options, where) => resolveRow(about, rows, [aFormat, bFormat], options, where),
  };
}

function resolveRow(
  about: FamilyAbout,
  rows: readonly UnitRow[],
  [aFormat, bFormat]: readonly [string, string],
  options: UnitOptions,
  where: string,
): DotProductUnit {
  checkChoices(about.name, about.choices, options, where);
  const accumulator =
    options.accumulator === undefined ? undefined : resolveFloatFormat(options.accumulator, where).name;
  const row = rows.find(
    (candidate) =>
      takes(candidate.a, aFormat) &&
      takes(candidate.b, bFormat) &&
      (accumulator === undefined || accumulator === candidate.accumulator.format) &&
      (options.scaleFormat === undefined || options.scaleFormat === candidate.blockScale?.format),
  );
  if (row === undefined) {
    throw new InputError(
      where,
      `a combination that ${about.name} takes (${tableText(rows)})`,
      [`${aFormat} × ${bFormat}`, accumulator, options.scaleFormat].filter((part) => part !== undefined).join(', '),
    );
  }
  const unit: DotProductUnit = {
    family: about.name,
    aFormat,
    bFormat,
    ...(row.operandsAs === undefined ? {} : { operandsAs: row.operandsAs }),
    productsPerStep: row.productsPerStep,
    ...(row.interleave === undefined ? {} : { interleave: row.interleave }),
    sum: row.sum,
    accumulator: accumulatorOf(row, options, where),
    stepsPerRounding: row.stepsPerRounding ?? 1,
    ...(row.promotion === undefined ? {} : { promotion: row.promotion }),
    ...(row.blockScale === undefined ? {} : { blockScale: row.blockScale }),
    zeroGating: 'none',
    scaleRange: about.scaleRange ?? SCALE_RANGE,
  };
  return promoted(unit, options.promotion, where);
}

function accumulatorOf({ accumulator }: UnitRow, options: UnitOptions, where: string): Accumulator {
  return {
    mantissaBits: resolveFloatFormat(accumulator.format, where).mantissaBits,
    randomBits: options.randomBits ?? 0,
    ...accumulator,
    ...(options.rounding === undefined ? {} : { rounding: options.rounding }),
    ...(options.overflow === undefined ? {} : { overflow: options.overflow }),
  };
}

/** The unit with a promotion interval, of whole steps. */
export function promoted(unit: DotProductUnit, products: number | undefined, where: string): DotProductUnit {
  if (products === undefined) return unit;
  if (!Number.isInteger(products) || products < 1 || products % unit.productsPerStep !== 0) {
    throw new InputError(
      where,
      `a promotion interval of whole steps (a multiple of ${unit.productsPerStep} products)`,
      String(products),
    );
  }
  return { ...unit, promotion: { products, format: 'float32' } };
}

/** @throws InputError for an option that the family does not leave open */
export function checkChoices(
  name: string,
  choices: readonly UnitChoice[],
  options: Readonly<Record<string, unknown>> | UnitOptions,
  where: string,
): void {
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || choices.some((choice) => choice === option)) continue;
    throw new InputError(
      where,
      `only what ${name} leaves open (${choices.map((choice) => CHOICE_NAMES[choice]).join(', ') || 'nothing'})`,
      `${CHOICE_NAMES[option as UnitChoice] ?? option} ${typeof value === 'object' ? '' : shown(value)}`.trimEnd(),
    );
  }
}

function takes(formats: readonly string[] | 'any-float', name: string): boolean {
  return formats === 'any-float' || formats.includes(name);
}

function tableText(rows: readonly UnitRow[]): string {
  return rows
    .map(({ a, b, accumulator, blockScale }) => {
      const scale = blockScale === undefined ? '' : ` with ${blockScale.format} per ${blockScale.block}`;
      return `${listed(a)} × ${listed(b)}${scale} into ${accumulator.format}`;
    })
    .join('; ');
}

function listed(formats: readonly string[] | 'any-float'): string {
  return formats === 'any-float' ? 'any float' : formats.join('|');
}

function uniquePairs(rows: readonly UnitRow[]): [string, string][] {
  const pairs = new Map<string, [string, string]>();
  for (const { a, b } of rows) {
    if (a === 'any-float' || b === 'any-float') continue;
    for (const left of a) for (const right of b) pairs.set(`${left} ${right}`, [left, right]);
  }
  return [...pairs.values()];
}
