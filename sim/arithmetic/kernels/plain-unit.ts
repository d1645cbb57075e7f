/**
 * Units that convert their operands or deal them out to steps, as the kernels take them: the same unit without either,
 * on codes of the wider format in the order of the steps. Left out: operands of more than 16 bits.
 */
import { bitsOf, type FloatFormat } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { DotProductUnit } from '../../../models/units/unit.js';
import { type Codes, emptyCodes } from '../codes.js';
import { decode, encode } from '../reference/convert.js';
import { type Takes, takesWhere } from './family.js';
import type { GemmRequest } from './request.js';

/** Widest codes whose values stand in a table. */
const MOST_TABLE_BITS = 16;

/** Whether `plainRequest` takes a unit; units that do neither it takes too. */
export function takesPlain({ aFormat, bFormat, operandsAs, interleave, blockScale }: DotProductUnit): Takes {
  const formats = [aFormat, bFormat].map((name) => resolveFloatFormat(name, 'operand'));
  const widest = Math.max(...formats.map(bitsOf));
  return takesWhere(
    [operandsAs === undefined || widest <= MOST_TABLE_BITS, `it converts operands of ${widest} bits`],
    [interleave === undefined || formats.every(({ zero }) => zero), 'it interleaves operands that cannot be zero'],
    [interleave === undefined || blockScale === undefined, 'it interleaves products that have block scales'],
  );
}

/** The unit that is left when its operands come converted and in the order of its steps. */
export function plainUnit(unit: DotProductUnit): DotProductUnit {
  const { operandsAs, interleave, ...plain } = unit;
  return operandsAs === undefined ? plain : { ...plain, aFormat: operandsAs, bFormat: operandsAs };
}

/** The same product through `plainUnit`: every output is the same code. */
export function plainRequest(request: GemmRequest): GemmRequest {
  const { unit, m, n, k } = request;
  if (unit.operandsAs === undefined && unit.interleave === undefined) return request;
  const order = orderOf(unit, k);
  const lines = (codes: Codes, count: number, name: string, isContiguous: boolean) => {
    const format = resolveFloatFormat(name, 'operand');
    const into = resolveFloatFormat(unit.operandsAs ?? name, 'operandsAs');
    const table = unit.operandsAs === undefined ? undefined : tableOf(format, into);
    return placed(codes, order, { count, k, isContiguous, into, table });
  };
  return {
    ...request,
    unit: plainUnit(unit),
    k: order.length,
    a: lines(request.a, m, unit.aFormat, request.aLayout !== 'column-major'),
    b: lines(request.b, n, unit.bFormat, request.bLayout === 'column-major'),
    aLayout: 'row-major',
    bLayout: 'column-major',
  };
}

/** Which of K each place takes, in the order of the steps; places beyond K are filled up to whole shares. */
function orderOf({ productsPerStep, interleave }: DotProductUnit, k: number): Int32Array {
  if (interleave === undefined) return Int32Array.from({ length: k }, (_, at) => at);
  const { products, group } = interleave;
  const share = (group * productsPerStep) / products;
  const length = Math.max(1, Math.ceil(k / products)) * products;
  return Int32Array.from({ length }, (_, at) => {
    const [first, place] = [at - (at % products), at % products];
    const [step, within] = [Math.floor(place / productsPerStep), place % productsPerStep];
    return first + Math.floor(within / share) * group + step * share + (within % share);
  });
}

interface Lines {
  readonly count: number;
  readonly k: number;
  readonly isContiguous: boolean;
  readonly into: FloatFormat;
  readonly table: Uint32Array | undefined;
}

/** Line after line; a place beyond K has the code 0, which is +0. */
function placed(codes: Codes, order: Int32Array, { count, k, isContiguous, into, table }: Lines): Codes {
  const [lineStride, depthStride] = isContiguous ? [k, 1] : [1, count];
  const all = emptyCodes(bitsOf(into), count * order.length);
  for (let line = 0, to = 0; line < count; line++) {
    for (const at of order) {
      const code = at < k ? (codes[line * lineStride + at * depthStride] as number) : 0;
      all[to++] = table === undefined ? code : (table[code] as number);
    }
  }
  return all;
}

const tables = new Map<string, Uint32Array>();

/** For every code of a format the code of the same value in another. */
function tableOf(format: FloatFormat, into: FloatFormat): Uint32Array {
  const key = JSON.stringify([format, into]);
  const known = tables.get(key);
  if (known !== undefined) return known;
  const rule = { rounding: 'toward-zero', overflow: 'special' } as const;
  const table = Uint32Array.from({ length: 2 ** bitsOf(format) }, (_, code) =>
    encode(into, decode(format, code), rule),
  );
  tables.set(key, table);
  return table;
}
