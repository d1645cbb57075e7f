/**
 * What a run of tiles does that costs energy, from its counts: widths of issues are the machine's, widths of operands
 * those of their formats' bits. Where the unit gates zeros, products with a zero are switched off: those that were
 * counted, and padding, which is zeros.
 */
import { operandWidth } from '../../../models/machines/operand-width.js';
import type { ActionOf } from '../../../models/technologies/technology.js';
import type { ActivitySource, TileRun, TileRunOp } from '../../../records/run.js';
import { type AmpShape, ampShape, type PartialWidth } from '../../tile/amp-shape.js';

/**
 * How often an op does each action, over all tiles.
 * @throws InputError for a product of formats that are not 8, 16 or 32 bits wide
 */
export function tileActions(
  op: TileRunOp,
  machine: TileRun['machine'],
  activity: ActivitySource,
): Partial<Record<ActionOf<'tiles'>, number>> {
  const { counts, cycles } = op;
  return {
    ...(op.kind === 'gemm' ? productActions(op, machine, activity) : {}),
    'vector-issue': counts.floatIssues,
    'coefficient-byte': counts.coefficientBytes,
    'sram-read-byte': counts.sramReadBytes,
    'sram-write-byte': counts.sramWriteBytes,
    'exchange-byte': counts.exchangeSentBytes,
    'received-byte': counts.exchangeReceivedBytes,
    instruction: counts.supervisorIssues + counts.workerIssues,
    sync: counts.syncs,
    clock: cycles * machine.tiles,
    leakage: (cycles / machine.clockHz) * machine.tiles,
  };
}

function productActions(
  { op, counts, formats, outputFormat, zeroGating }: TileRunOp,
  machine: TileRun['machine'],
  activity: ActivitySource,
): Partial<Record<ActionOf<'tiles'>, number>> {
  const width = operandWidth(formats[0] ?? '', `op ${op} left operand`);
  const partials: PartialWidth = operandWidth(outputFormat, `op ${op} output`) === 'fp32' ? 'fp32' : 'fp16';
  const shape = ampShape(machine, width, partials);
  const toggles = activity === 'none' ? counts.ampIssues * halfOfInputBits(shape) : counts.inputToggles;
  return {
    [`mac.${width}`]: counts.usefulMacs + (zeroGating === 'gated' ? -counts.zeroMacs : counts.paddingMacs),
    [`toggle.${width}`]: toggles * macsPerBit(shape),
    'partial-rounding': counts.ampIssues * (shape.outputChannels / shape.issuesPerRow),
    'latch-bit': toggles + counts.coefficientToggles,
  };
}

/** Multiply-accumulates that a bit of an operand feeds, as parts of whole ones: a share of one in each channel. */
function macsPerBit({ outputChannels, operandBytes }: AmpShape): number {
  return outputChannels / (8 * operandBytes);
}

/** Without operands: half of the bits that an issue takes of its row. */
function halfOfInputBits({ inputBytesPerRow, issuesPerRow }: AmpShape): number {
  return (8 * inputBytesPerRow) / issuesPerRow / 2;
}
