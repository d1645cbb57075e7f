/**
 * A product whose operands a unit is given, and windows of it in the order of a machine: places drawn from the seed,
 * so that the same seed meets the same operands.
 */
import type { HardwareUnit } from '../../../models/hardware/hardware-unit.js';
import { InputError } from '../../../models/input-error.js';
import { type OperandWidth, operandWidth } from '../../../models/machines/operand-width.js';
import type { ArithmeticEngine } from '../../arithmetic/kernels/engine.js';
import { gatheredStreams, type StreamPorts } from '../operands/gather.js';
import type { ProductLines } from '../operands/operand-lines.js';
import type { OperandStreams } from '../operands/operand-streams.js';
import { type StreamOrder, visitsInOrder } from '../operands/orders/orders.js';
import type { TileBlock } from '../operands/orders/tile.js';
import { type OperandFormats, unitArithmetic } from '../operands/unit-arithmetic.js';
import type { VisitWindow } from '../operands/visits.js';

export interface StreamSource {
  /** What reports call it. */
  readonly operands: string;
  readonly lines: ProductLines;
  readonly formats: OperandFormats;
  /** What of the product one tile of a machine has, where it is known. */
  readonly block?: TileBlock;
}

/** @throws InputError where the unit does not read the formats, or the order does not fit it */
export function windowStreams(
  source: StreamSource,
  unit: HardwareUnit,
  order: StreamOrder,
  window: VisitWindow,
  engine: ArithmeticEngine,
): OperandStreams {
  const ports = portsOf(source, unit);
  const arithmetic = unitArithmetic(unit, source.formats, engine);
  const { a, b } = source.lines;
  const sizes = { m: a.lines, n: b.lines, k: a.depth, productsPerStep: arithmetic.productsPerStep };
  const block = source.block === undefined ? {} : { block: source.block };
  const visits = visitsInOrder(order, sizes, window, { operands: operandsOf(unit, source.formats), ...block });
  return gatheredStreams(source.lines, visits, arithmetic, ports);
}

function portsOf({ operands, formats }: StreamSource, { name, datapath }: HardwareUnit): StreamPorts {
  if (datapath.kind === 'integer') return {};
  const { aFormats, bFormats, unit } = datapath;
  const select = (known: readonly string[], format: string) => {
    const at = known.indexOf(format);
    if (at < 0) throw new InputError(operands, `formats that ${name} reads (${known.join(', ')})`, format);
    return known.length > 1 ? at : undefined;
  };
  const [aFormat, bFormat] = [select(aFormats, formats.aFormat), select(bFormats, formats.bFormat)];
  const { randomBits } = unit.accumulator;
  return {
    ...(aFormat === undefined ? {} : { aFormat }),
    ...(bFormat === undefined ? {} : { bFormat }),
    ...(hasScalePort(unit.scaleRange) ? { scale: formats.scale } : {}),
    ...(randomBits > 0 ? { randomBits } : {}),
  };
}

export function hasScalePort([least, most]: readonly [number, number]): boolean {
  return least !== 0 || most !== 0;
}

/** An integer of 8 bits moves as fp8 does. */
function operandsOf({ datapath }: HardwareUnit, { aFormat }: OperandFormats): OperandWidth {
  if (datapath.kind === 'integer') return datapath.operandBits <= 8 ? 'fp8' : 'fp16';
  return operandWidth(aFormat, 'operands');
}
