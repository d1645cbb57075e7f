/** A transpose: each tile its block, which stays where it is. */
import { transposedPlacement } from '../memory/placement.js';
import { type ArrayOp, inPlace, placedAsInput } from './array-op.js';

export const transpose: ArrayOp<'transpose'> = {
  placement: (op, context) => ({ ...transposedPlacement(placedAsInput(op, 0, context)), layout: 'panels' }),
  stages: (context) => {
    const { outputBytes } = context;
    return inPlace(context, ({ rows, columns }) => ({
      kind: 'transpose',
      rows,
      columns,
      bytesPerElement: outputBytes,
    }));
  },
};
