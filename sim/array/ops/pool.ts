/** Pooling over squares that do not overlap: spread over all tiles, whole squares on each. */
import { linearPlacement } from '../memory/placement.js';
import { type ArrayOp, spreadOut, spreadStages } from './array-op.js';

export const pool: ArrayOp<'pool'> = {
  placement: (op, context) => spreadOut(op.output, context),
  stages: (context) => {
    const { op, machine } = context;
    const { elements, size } = op.dims;
    const window = size * size;
    const kind = op.attributes.function === 'max' ? 'max-pool' : 'max-pool-backward';
    return spreadStages(context, linearPlacement(elements, machine.tiles, window), elements, ({ columns }) => ({
      kind,
      outputs: Math.ceil(columns / window),
      window,
    }));
  },
};
