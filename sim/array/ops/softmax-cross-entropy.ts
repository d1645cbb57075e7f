/** The loss and its gradient: whole rows, one or more a tile. */
import { type ArrayOp, rowPlacement, spreadStages } from './array-op.js';

export const softmaxCrossEntropy: ArrayOp<'softmax-cross-entropy'> = {
  placement: ({ dims }, { machine }) => rowPlacement(dims.rows, dims.columns, machine),
  stages: (context) => {
    const { dims } = context.op;
    const placement = rowPlacement(dims.rows, dims.columns, context.machine);
    return spreadStages(context, placement, ({ rows, columns }) => ({
      kind: 'softmax-cross-entropy',
      rows,
      classes: columns,
    }));
  },
};
