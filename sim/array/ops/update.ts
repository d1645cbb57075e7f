/**
 * An optimiser's step: where the gradient lies, and the parameter and its states with it. The factor by which a gradient
 * is clipped is part of the one that takes the loss scale away; the sum of squares that it follows from comes to every tile.
 */
import { movedTogether } from '../exchange/phase.js';
import { type ArrayOp, gatherOf, placedAsInput, placementOf, workOn } from './array-op.js';
import { numberToAll } from './rows.js';

export const update: ArrayOp<'update'> = {
  placement: (op, context) => placedAsInput(op, op.inputs.length - 1, context),
  stages: (context) => {
    const { attributes, inputs } = context.op;
    const home = placementOf(context, 0);
    const squares = attributes.clipNorm === undefined ? undefined : inputs.length - 2;
    const wholes = [...inputs.keys()].filter((input) => input !== squares);
    const gathered = gatherOf(context, home, wholes);
    const exchange =
      squares === undefined ? gathered : movedTogether([gathered, numberToAll(home, placementOf(context, squares))]);
    const work = workOn(home, ({ rows, columns }) => ({
      kind: 'element-wise',
      operation: attributes.optimiser.kind,
      elements: rows * columns,
    }));
    return [{ exchange, work }];
  },
};
