/**
 * Made up operands of each kind as sets to characterise on: one product of 256 × 256 outputs and a depth of 512. The
 * depth is the first index of both matrices. A unit of several formats is given its first on each side, no scales.
 */
import { resolveFormat } from '../../../models/formats/resolve.js';
import type { HardwareUnit } from '../../../models/hardware/hardware-unit.js';
import type { ArithmeticEngine } from '../../arithmetic/kernels/engine.js';
import { filledMatrix, fillSource } from '../operands/fill.js';
import { KINDS, type OperandKind } from '../operands/kinds.js';
import { columnsOf } from '../operands/operand-lines.js';
import type { OperandFormats } from '../operands/unit-arithmetic.js';
import type { OperandSet } from './operand-set.js';

const [OUTPUTS, DEPTH] = [256, 512];

export function kindSets(
  kinds: readonly OperandKind[],
  unit: HardwareUnit,
  seed: number,
  engine: ArithmeticEngine,
): OperandSet[] {
  const formats = firstFormats(unit);
  const matrix = { rows: DEPTH, columns: OUTPUTS, seed };
  const sides = { a: fillSource({ ...matrix, side: 'a' }), b: fillSource({ ...matrix, side: 'b' }) };
  return kinds.map((kind): OperandSet => {
    const side = (name: 'a' | 'b') => {
      const format = resolveFormat(name === 'a' ? formats.aFormat : formats.bFormat);
      return columnsOf(filledMatrix(sides[name], KINDS[kind][name], format, engine), DEPTH, OUTPUTS);
    };
    const source = () => ({ operands: kind, lines: { a: side('a'), b: side('b') }, formats });
    return { operands: kind, products: [{ macs: OUTPUTS * OUTPUTS * DEPTH, source }] };
  });
}

function firstFormats({ datapath }: HardwareUnit): OperandFormats {
  if (datapath.kind === 'integer') {
    const format = `int${datapath.operandBits}:step=2^0`;
    return { aFormat: format, bFormat: format, scale: 0 };
  }
  return { aFormat: datapath.aFormats[0], bFormat: datapath.bFormats[0], scale: 0 };
}
