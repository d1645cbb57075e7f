/**
 * Made up operands as sets to characterise on: one product of 256 × 256 outputs and a depth of 512, no scales. The depth is
 * the first index of both matrices. Kinds are what reports show, on the first format of each side; a macro-model is fitted
 * on more: on every pair of formats, with zeros on either side from none to nearly all.
 */
import { resolveOperandFormat } from '../../../models/formats/resolve.js';
import type { HardwareUnit } from '../../../models/hardware/hardware-unit.js';
import { NORMAL_FILL, type OperandFill } from '../../../models/hardware/operand-fill.js';
import type { ArithmeticEngine } from '../../arithmetic/kernels/engine.js';
import { filledMatrix, fillSource } from '../operands/fill.js';
import { KINDS, type OperandKind } from '../operands/kinds.js';
import { columnsOf } from '../operands/operand-lines.js';
import type { OperandSet } from './operand-set.js';

const [OUTPUTS, DEPTH] = [256, 512];

/** Shares of zeros on the left and on the right. */
const ZERO_SHARES = [
  [0, 0],
  [0, 0.5],
  [0.5, 0],
  [0, 0.9],
  [0.9, 0],
  [0, 0.97],
  [0.97, 0],
  [0.5, 0.5],
  [0.7, 0.9],
  [0.97, 0.97],
] as const;

type Fills = Readonly<Record<'a' | 'b', OperandFill>>;
type FormatPair = readonly [string, string];

export function kindSets(
  kinds: readonly OperandKind[],
  unit: HardwareUnit,
  seed: number,
  engine: ArithmeticEngine,
): OperandSet[] {
  const make = setMaker(seed, engine);
  const [formats] = formatPairs(unit);
  return kinds.map((kind) => make(kind, KINDS[kind], formats as FormatPair));
}

/** Normal operands with zeros among them, for every pair of formats that the unit reads. */
export function sparseSets(unit: HardwareUnit, seed: number, engine: ArithmeticEngine): OperandSet[] {
  const make = setMaker(seed, engine);
  return formatPairs(unit).flatMap((formats) =>
    ZERO_SHARES.map(([a, b]) => {
      const fills = { a: { ...NORMAL_FILL, zeroShare: a }, b: { ...NORMAL_FILL, zeroShare: b } };
      return make(`${100 * a} % and ${100 * b} % zeros, ${formats.join(' × ')}`, fills, formats);
    }),
  );
}

function setMaker(seed: number, engine: ArithmeticEngine) {
  const matrix = { rows: DEPTH, columns: OUTPUTS, seed };
  const sides = { a: fillSource({ ...matrix, side: 'a' }), b: fillSource({ ...matrix, side: 'b' }) };
  return (operands: string, fills: Fills, [aFormat, bFormat]: FormatPair): OperandSet => {
    const side = (name: 'a' | 'b', format: string) =>
      columnsOf(filledMatrix(sides[name], fills[name], resolveOperandFormat(format), engine), DEPTH, OUTPUTS);
    const source = () => ({
      operands,
      lines: { a: side('a', aFormat), b: side('b', bFormat) },
      formats: { aFormat, bFormat, scale: 0 },
    });
    return { operands, products: [{ macs: OUTPUTS * OUTPUTS * DEPTH, source }] };
  };
}

/** The first formats first. */
function formatPairs({ datapath }: HardwareUnit): FormatPair[] {
  if (datapath.kind === 'integer') {
    const format = `int${datapath.operandBits}:step=2^0`;
    return [[format, format]];
  }
  return datapath.aFormats.flatMap((a) => datapath.bFormats.map((b): FormatPair => [a, b]));
}
