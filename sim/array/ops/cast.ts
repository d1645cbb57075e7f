/** A cast: where its input lies. Operands of 8 bits are cast into the panels that products read; all else element by element. */
import { OPERAND_WIDTHS, type OperandWidth } from '../../../models/machines/operand-width.js';
import { OPERAND_BYTES } from '../../tile/amp-shape.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import { type ExchangePhase, NOTHING_MOVES } from '../exchange/phase.js';
import { type BlockSize, blocksOf, type Placement } from '../memory/placement.js';
import { elementGroupsOf } from '../memory/sram.js';
import { type ArrayOp, type OpContext, placedAsInput, placementOf, workOn } from './array-op.js';
import { scalesToAll } from './groups.js';

export const cast: ArrayOp<'cast'> = {
  placement: (op, context) => {
    const place = placedAsInput(op, 0, context);
    const packed = blocksOf(place)[0] as BlockSize;
    return context.bytes(op.output) === 1 && packed.rows > 1 ? { ...place, layout: 'panels' } : place;
  },
  stages: (context) => {
    const home = placementOf(context, 0);
    const work = workOn(home, (block) => castTask(context, block.rows, block.columns));
    const exchange = scalesOf(context, home);
    if (context.op.attributes.scales?.as !== 'divisor') return [{ exchange, work }];
    return [
      { exchange, work: workOn(home, ({ rows, columns }) => divided(context, rows * columns)) },
      { exchange: NOTHING_MOVES, work },
    ];
  },
};

/** Elements over their scales, before they are converted. Programs take halves, of floats an access takes half as many. */
function divided({ inputBytes }: OpContext<'cast'>, elements: number): TileTask {
  return { kind: 'element-wise', operation: 'divide', elements: elements * Math.max(1, (inputBytes[0] ?? 2) / 2) };
}

/** What comes: the scales, where there are any; a power of two is an operand of the conversion. */
function scalesOf(context: OpContext<'cast'>, home: Placement): ExchangePhase {
  const { dims, attributes } = context.op;
  if (attributes.scales === undefined) return NOTHING_MOVES;
  return scalesToAll(home, { ...dims, ...attributes.scales }, placementOf(context, 1), context.inputBytes[1] ?? 0);
}

function castTask({ inputBytes, outputBytes, machine }: OpContext<'cast'>, rows: number, width: number): TileTask {
  const bytes = [inputBytes[0] as number, outputBytes];
  const [from, to] = bytes.map(widthOf) as [OperandWidth, OperandWidth];
  const layout = to === 'fp8' && rows > 1 ? 'packed' : 'linear';
  const elementGroups = elementGroupsOf(
    bytes.map((each) => each * rows * width),
    machine,
  );
  return { kind: 'cast', layout, rows, width, from, to, elementGroups };
}

function widthOf(bytes: number): OperandWidth {
  return OPERAND_WIDTHS.find((width) => OPERAND_BYTES[width] === bytes) as OperandWidth;
}
