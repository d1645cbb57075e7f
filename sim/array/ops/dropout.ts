/**
 * Dropout where its input lies: every tile draws the bits of its own part. The way back draws them again: assumed without
 * the time that setting a generator's state takes.
 */

import { NOTHING_MOVES } from '../exchange/phase.js';
import { type ArrayOp, placedAsInput, placementOf, workOn } from './array-op.js';

export const dropout: ArrayOp<'dropout'> = {
  placement: (op, context) => placedAsInput(op, 0, context),
  stages: (context) => {
    const halves = Math.max(1, (context.inputBytes[0] ?? 2) / 2);
    const work = workOn(placementOf(context, 0), ({ rows, columns }) => ({
      ...{ kind: 'element-wise', operation: 'dropout' },
      elements: rows * columns * halves,
    }));
    return [{ exchange: NOTHING_MOVES, work }];
  },
};
