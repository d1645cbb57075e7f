/** An optimiser's step: where the gradient lies, and the parameter and its states with it (memory/flow.ts). */
import { type ArrayOp, inPlace, placedAsInput } from './array-op.js';

export const update: ArrayOp<'update'> = {
  placement: (op, context) => placedAsInput(op, op.inputs.length - 1, context),
  stages: (context) => {
    const { attributes } = context.op;
    return inPlace(context, ({ rows, columns }) => ({
      kind: 'element-wise',
      operation: attributes.optimiser.kind,
      elements: rows * columns,
    }));
  },
};
