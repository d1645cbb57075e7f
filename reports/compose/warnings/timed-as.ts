/** Formats, partials and sums that the machine does not have: they are timed and priced as those of their width. */
import { bitsOf } from '../../../models/formats/format.js';
import { resolveFloatFormat, resolveFormat } from '../../../models/formats/resolve.js';
import { UNIT_FAMILIES } from '../../../models/units/families.js';
import type { UnitFamily } from '../../../models/units/unit.js';
import type { TileRunOp } from '../../../records/run.js';
import { shortName } from '../../units/format-name.js';
import type { ReportInput } from '../input.js';

export function timedAsWarnings(input: ReportInput): string[] {
  const { machine, ops } = input.run;
  const own = UNIT_FAMILIES.find(({ name }) => name === machine.amp.family);
  if (own === undefined || own.operands !== 'pairs') return [];
  const products = ops.filter(({ kind }) => kind === 'gemm');
  return [
    ...formatWarnings(products, own, machine.name),
    ...partialsWarnings(products, machine.name),
    ...sumWarnings(input, own),
  ];
}

function formatWarnings(products: readonly TileRunOp[], own: UnitFamily, machine: string): string[] {
  const known = [...new Set(own.pairs.flat())];
  const foreign = [...new Set(products.flatMap(({ formats }) => formats))].filter((format) => !known.includes(format));
  return foreign.flatMap((format) => {
    const twin = nearest(format, known);
    return twin === undefined
      ? []
      : [`${shortName(format)} is no format of ${machine}: it is timed as ${shortName(twin)}.`];
  });
}

/** Of the formats as wide, the one with the most like exponent. */
function nearest(format: string, known: readonly string[]): string | undefined {
  const distance = (other: string) => Math.abs(exponentBits(other) - exponentBits(format));
  return known.filter((other) => bits(other) === bits(format)).sort((a, b) => distance(a) - distance(b))[0];
}

/** 8-bit operands have partials of 16 bits in the machine's program. */
function partialsWarnings(products: readonly TileRunOp[], machine: string): string[] {
  const wide = products.some(
    ({ formats, outputFormat }) => formats.every((format) => bits(format) <= 8) && bits(outputFormat) > 16,
  );
  return wide
    ? [`${machine} has no float32 partials for 8-bit operands: products with them are timed as if it had.`]
    : [];
}

function sumWarnings({ trace, run }: ReportInput, own: UnitFamily): string[] {
  const foreign = [...new Set(trace.units.map(({ family }) => family))].filter((family) => family !== own.name);
  return foreign.map((family) => `sums are those of ${family}, timed as ${run.machine.name}'s own ${own.name}.`);
}

function exponentBits(format: string): number {
  return resolveFloatFormat(format, 'run.json formats').exponentBits;
}

function bits(format: string): number {
  return bitsOf(resolveFormat(format, 'run.json formats'));
}
