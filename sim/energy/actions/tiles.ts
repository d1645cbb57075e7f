/**
 * What a run of tiles does that costs energy, from its counts: widths of issues are the machine's, widths of operands
 * those of their formats' bits. Where the unit gates zeros, products with a zero are switched off: those that were
 * counted, and padding, which is zeros. Every byte that a program loads or stores goes over the buses between SRAM and
 * units, and through the register file unless it is a coefficient; what the exchange reads and writes does neither.
 */
import { type OperandWidth, operandWidth, type PartialWidth } from '../../../models/machines/operand-width.js';
import type { ActionOf } from '../../../models/technologies/technology.js';
import type { ActivitySource, TileRun, TileRunOp } from '../../../records/run.js';
import { type AmpShape, ampShape } from '../../tile/amp-shape.js';
import { opTime } from '../operating-point.js';

type Actions = Partial<Record<ActionOf<'tiles'>, number>>;

/**
 * How often an op does each action, over all tiles.
 * @param clockHz that the machine has while it works: at most its own
 * @throws InputError for a product of formats that are not 8, 16 or 32 bits wide
 */
export function tileActions(
  op: TileRunOp,
  machine: TileRun['machine'],
  activity: ActivitySource,
  clockHz: number = machine.clockHz,
): Actions {
  const { counts, tileCycles } = op;
  const { cycles, seconds } = opTime(op, machine, clockHz);
  const portBytes = programBytes(op);
  return {
    ...(isProduct(op) ? productActions(op, machine, activity) : {}),
    'vector-issue': counts.floatIssues,
    'coefficient-byte': counts.coefficientBytes,
    'register-byte': portBytes - counts.coefficientBytes,
    'operand-bus-byte': portBytes,
    'sram-read-byte': counts.sramReadBytes,
    'sram-write-byte': counts.sramWriteBytes,
    'exchange-byte': counts.exchangeSentBytes,
    'received-byte': counts.exchangeReceivedBytes,
    'worker-instruction': counts.workerIssues,
    'supervisor-instruction': counts.supervisorIssues,
    sync: counts.syncs,
    clock: cycles * machine.tiles,
    'active-clock': tileCycles.busy,
    leakage: seconds * machine.tiles,
  };
}

/** Bytes that programs load and store: SRAM's, less what the exchange reads and writes there. */
function programBytes({ counts }: TileRunOp): number {
  const read = counts.sramReadBytes - counts.exchangeSentBytes;
  const written = counts.sramWriteBytes - counts.exchangeReceivedBytes;
  return read + written;
}

/** Whether an op runs on the AMP: a convolution may run on the vector unit. */
function isProduct({ kind, counts }: TileRunOp): boolean {
  return kind === 'gemm' || (kind === 'convolution' && counts.ampIssues > 0);
}

function productActions(
  { op, counts, formats, outputFormat, zeroGating }: TileRunOp,
  machine: TileRun['machine'],
  activity: ActivitySource,
): Actions {
  const width = operandWidth(formats[0] ?? '', `op ${op} left operand`);
  const partials: PartialWidth = operandWidth(outputFormat, `op ${op} output`) === 'fp32' ? 'fp32' : 'fp16';
  const shape = ampShape(machine, width, partials);
  const toggles = activity === 'none' ? counts.ampIssues * halfOfInputBits(shape) : counts.inputToggles;
  const macs = counts.usefulMacs + (zeroGating === 'gated' ? -counts.zeroMacs : counts.paddingMacs);
  return {
    ...macActions(width, partials, macs, toggles * macsPerBit(shape)),
    [`round.${partials}`]: counts.ampIssues * (shape.outputChannels / shape.issuesPerRow),
    'latch-bit': toggles + counts.coefficientToggles,
  };
}

/** @param toggled multiply-accumulates whose input toggles in every bit, as parts of whole ones */
function macActions(width: OperandWidth, partials: PartialWidth, macs: number, toggled: number): Actions {
  return {
    [`multiply.${width}`]: macs,
    [`multiply-toggle.${width}`]: toggled,
    [`add.${width}.${partials}`]: macs,
    [`add-toggle.${width}.${partials}`]: toggled,
    [`pipeline.${width}.${partials}`]: macs,
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
