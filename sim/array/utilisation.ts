/**
 * How well the products use the multipliers: their useful multiply-accumulates over what the machine could do in the
 * same cycles with operands of those widths. fp16 alone can reach 100 % here, and half of that of a peak in fp8.
 */
import type { OperandWidth } from '../../models/machines/operand-width.js';
import { operandWidth } from '../../models/machines/operand-width.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import type { TileRunOp } from '../../records/run.js';
import { ampShape } from '../tile/amp-shape.js';

type UtilisedOp = Pick<TileRunOp, 'op' | 'formats' | 'cycles' | 'counts'>;

/** Multiply-accumulates a cycle of one tile with operands of a width, in the narrowest partials that they have. */
function peakMacsPerCycle(machine: TileMachine, width: OperandWidth): number {
  return ampShape(machine, width, width === 'fp32' ? 'fp32' : 'fp16').macsPerIssue;
}

/** Share of all cycles that the products would take at the peak of their own operands; 0 without cycles. */
export function operandUtilisation(ops: readonly UtilisedOp[], machine: TileMachine): number {
  const cycles = ops.reduce((sum, op) => sum + op.cycles, 0);
  const atPeak = ops.reduce((sum, op) => sum + peakCycles(op, machine), 0);
  return cycles === 0 ? 0 : atPeak / cycles;
}

function peakCycles({ op, formats, counts }: UtilisedOp, machine: TileMachine): number {
  const [format] = formats;
  if (counts.usefulMacs === 0 || format === undefined) return 0;
  const width = operandWidth(format, `op ${op} left operand`);
  return counts.usefulMacs / (peakMacsPerCycle(machine, width) * machine.tiles);
}
