/**
 * Element-wise ops: where the first input lies. Inputs as large as it come there; of an input that has one row for each
 * group of rows, every tile receives the part of its columns and groups (rows.ts). A program that goes row by row is called
 * in two where that is faster.
 */
import { ELEMENT_WISE, type ElementWiseFunction } from '../../../records/trace/op.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import { movedTogether, NOTHING_MOVES } from '../exchange/phase.js';
import type { BlockSize } from '../memory/placement.js';
import { type ArrayOp, gatherOf, placedAsInput, placementOf, type Stage, workOn } from './array-op.js';
import { rowsToAll } from './rows.js';
import { stagesCycles } from './sums.js';

/** What a tile does with its block, by function. @param elements of two bytes that take as long */
const TASKS: Readonly<Record<ElementWiseFunction, (block: BlockSize, elements: number) => TileTask>> = {
  'bias-add': (_, elements) => ({ kind: 'element-wise', operation: 'bias-add', elements }),
  'row-multiply': (_, elements) => ({ kind: 'element-wise', operation: 'row-multiply', elements }),
  rotary: (_, elements) => ({ kind: 'element-wise', operation: 'rotary', elements }),
  add: (_, elements) => ({ kind: 'element-wise', operation: 'add', elements }),
  multiply: (_, elements) => ({ kind: 'element-wise', operation: 'multiply', elements }),
  relu: (_, elements) => ({ kind: 'element-wise', operation: 'relu', elements }),
  'relu-backward': (_, elements) => ({ kind: 'element-wise', operation: 'relu-backward', elements }),
  gelu: (_, elements) => ({ kind: 'gelu', elements, output: 'fp16' }),
  'gelu-backward': (_, elements) => ({ kind: 'gelu-backward', elements }),
  'bias-gelu': ({ rows }, elements) => ({ kind: 'bias-gelu', rows, width: elements / rows }),
  'bias-gelu-backward': ({ rows }, elements) => ({ kind: 'bias-gelu-backward', rows, width: elements / rows }),
  silu: (_, elements) => ({ kind: 'element-wise', operation: 'silu', elements }),
  'silu-backward': (_, elements) => ({ kind: 'element-wise', operation: 'silu-backward', elements }),
  sigmoid: (_, elements) => ({ kind: 'element-wise', operation: 'sigmoid', elements }),
  'sigmoid-backward': (_, elements) => ({ kind: 'element-wise', operation: 'sigmoid-backward', elements }),
  tanh: (_, elements) => ({ kind: 'element-wise', operation: 'tanh', elements }),
  'tanh-backward': (_, elements) => ({ kind: 'element-wise', operation: 'tanh-backward', elements }),
};

/** Programs that go row by row, and what does the same in calls of their own: faster where rows are many and short. */
const IN_PARTS: Readonly<Partial<Record<ElementWiseFunction, readonly ElementWiseFunction[]>>> = {
  'bias-gelu': ['bias-add', 'gelu'],
  'bias-gelu-backward': ['bias-add', 'gelu-backward'],
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
      ...rows.map((input) => rowsToAll(home, op.dims, placementOf(context, input), inputBytes[input] ?? 0)),
    ]);
    // Programs take halves, four an access; of floats an access takes two. Less than a half takes as long as one.
    const halves = Math.max(1, (inputBytes[0] ?? 2) / 2);
    const stagesOf = (functions: readonly ElementWiseFunction[]) =>
      functions.map((name, index): Stage => {
        const work = workOn(home, (block) => TASKS[name](block, block.rows * block.columns * halves));
        return { exchange: index === 0 ? exchange : NOTHING_MOVES, work };
      });
    const fused = stagesOf([op.attributes.function]);
    const parts = IN_PARTS[op.attributes.function];
    if (parts === undefined) return fused;
    const apart = stagesOf(parts);
    return stagesCycles(apart, context.machine) < stagesCycles(fused, context.machine) ? apart : fused;
  },
};
