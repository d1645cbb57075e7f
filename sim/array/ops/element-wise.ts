/**
 * Element-wise ops: where the first input lies. Inputs as large as it come there; of an input that is one row,
 * every tile receives the part of its columns.
 */
import { InputError } from '../../../models/input-error.js';
import { ELEMENT_WISE, type ElementWiseFunction } from '../../../records/trace/op.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import { type ExchangePhase, movedTogether } from '../exchange/phase.js';
import { type BlockSize, blocksOf, type Placement } from '../memory/placement.js';
import { type ArrayOp, gatherOf, type OpContext, placedAsInput, placementOf, workOn } from './array-op.js';

/** What a tile does with its block, by function. @param elements of two bytes that take as long */
const TASKS: Readonly<Partial<Record<ElementWiseFunction, (block: BlockSize, elements: number) => TileTask>>> = {
  'bias-add': (_, elements) => ({ kind: 'element-wise', operation: 'bias-add', elements }),
  add: (_, elements) => ({ kind: 'element-wise', operation: 'add', elements }),
  relu: (_, elements) => ({ kind: 'element-wise', operation: 'relu', elements }),
  'relu-backward': (_, elements) => ({ kind: 'element-wise', operation: 'relu-backward', elements }),
  gelu: (_, elements) => ({ kind: 'gelu', elements, output: 'fp16' }),
  'gelu-backward': (_, elements) => ({ kind: 'gelu-backward', elements }),
};

export const elementWise: ArrayOp<'element-wise'> = {
  placement: (op, context) => placedAsInput(op, 0, context),
  stages: (context) => {
    const { op, inputBytes } = context;
    const home = placementOf(context, 0);
    const operands = ELEMENT_WISE[op.attributes.function];
    const whole = operands.flatMap((operand, input) => (operand === 'whole' ? [input] : []));
    const rows = operands.flatMap((operand, input) => (operand === 'row' ? [input] : []));
    const exchange = movedTogether([
      gatherOf(context, home, whole),
      ...rows.map((input) => rowToAll(context, home, input)),
    ]);
    // Programs take halves, four an access; of floats an access takes two.
    const halves = (inputBytes[0] ?? 2) / 2;
    const taskOf = TASKS[op.attributes.function];
    if (taskOf === undefined)
      throw new InputError(`op ${op.id}`, 'an op that the array places', op.attributes.function);
    const task = (block: BlockSize) => taskOf(block, block.rows * block.columns * halves);
    return [{ exchange, work: workOn(home, task) }];
  },
};

/** Every tile needs the row's elements of its columns: a multicast, sent once and received by each. */
function rowToAll({ op, inputBytes }: OpContext<'element-wise'>, home: Placement, input: number): ExchangePhase {
  const bytes = inputBytes[input] ?? 0;
  const own = blocksOf(home).map(({ columns, tiles }) => ({ length: Math.min(columns, op.dims.columns), tiles }));
  return {
    pattern: 'gather',
    receivedBytesPerTile: bytes * Math.max(...own.map(({ length }) => length)),
    sentBytes: bytes * op.dims.columns,
    receivedBytes: bytes * own.reduce((sum, { length, tiles }) => sum + length * tiles, 0),
  };
}
