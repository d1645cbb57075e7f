/** Formats, partials and sums that the machine does not have: they are timed and priced as those of their width. */
import { bitsOf } from '../../../models/formats/format.js';
import { resolveFormat } from '../../../models/formats/resolve.js';
import { standIn } from '../../../models/machines/stand-in.js';
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
    ...formatWarnings(products, own.name, machine.name),
    ...partialsWarnings(products, machine.name),
    ...sumWarnings(input, own),
  ];
}

function formatWarnings(products: readonly TileRunOp[], family: string, machine: string): string[] {
  const formats = [...new Set(products.flatMap((op) => op.formats))];
  return formats.flatMap((format) => {
    const own = standIn(format, family);
    return own === undefined
      ? []
      : [`${shortName(format)} is no format of ${machine}: it is timed as ${shortName(own)}.`];
  });
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
  const named = new Set(trace.units.flatMap((unit) => (unit.family === own.name ? (unit.named ?? []) : [])));
  return [
    ...foreign.map((family) => `sums are those of ${family}, timed as ${run.machine.name}'s own ${own.name}.`),
    ...[...named].map((name) => `sums are those of ${name}, timed as ${run.machine.name} has them.`),
  ];
}

function bits(format: string): number {
  return bitsOf(resolveFormat(format, 'run.json formats'));
}
