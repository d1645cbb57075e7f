/** A cast: where its input lies. Operands of 8 bits are cast into the panels that products read; all else element by element. */
import type { TileTask } from '../../tile/kernels/tasks.js';
import { type ArrayOp, inPlace, type OpContext, placedAsInput } from './array-op.js';

export const cast: ArrayOp<'cast'> = {
  placement: (op, context) => placedAsInput(op, 0, context),
  stages: (context) => {
    const { rows, columns } = context.op.dims;
    return inPlace(context, rows * columns, (block) => castTask(context, block.rows, block.columns));
  },
};

function castTask({ inputBytes, outputBytes }: OpContext<'cast'>, rows: number, width: number): TileTask {
  const widths = { 1: 'fp8', 2: 'fp16', 4: 'fp32' } as const;
  const [from, to] = [widths[inputBytes[0] as 1 | 2 | 4], widths[outputBytes as 1 | 2 | 4]];
  const layout = to === 'fp8' && rows > 1 ? 'packed' : 'linear';
  return { kind: 'cast', layout, rows, width, from, to, elementGroups: 'separate' };
}
