/** What an op holds of the tiles' memory: its tensors where they lie, what it receives, and a product's blocks. */
import { arrayOp } from '../ops/all.js';
import { type OpContext, placedAt, type Stage } from '../ops/array-op.js';
import type { GemmPlan } from '../plan/gemm-plan.js';
import type { HomedTensor, TileDemand } from './fit.js';
import type { LiveBytes, TensorSize } from './lives.js';
import { blocksOf } from './placement.js';

/** What is held beside an op's own. */
export interface HeldBeside {
  readonly live: LiveBytes;
  /** Of the exchange's programs, on a tile. */
  readonly tableBytes: number;
  /** Whether a tensor is a weight or a state. */
  readonly keepsOf: (tensor: string) => TensorSize['keeps'];
}

/**
 * What an op holds on its tiles: its tensors where they lie, what it receives, and a product's blocks. An update
 * changes its parameter in place; operands of a product that lie where they are used are its blocks.
 */
export function demandOf(
  context: OpContext,
  stages: readonly Stage[],
  { live, tableBytes, keepsOf }: HeldBeside,
): TileDemand {
  const { op, placements, plan, inputBytes, outputBytes } = context;
  const home = (tensor: string, bytesPerElement: number): HomedTensor => {
    return { tensor, placement: placedAt(placements, tensor), bytesPerElement, keeps: keepsOf(tensor) };
  };
  const inputs = [...new Set(op.inputs)].map((tensor) => home(tensor, inputBytes[op.inputs.indexOf(tensor)] as number));
  const output = home(op.output, outputBytes);
  const aliveBytes = live.states + live.values;
  if (plan !== undefined) {
    const [blocks, homes] = partition(inputs, ({ tensor }) => isInPlace(plan, op.inputs.indexOf(tensor)));
    const own = (keeps: TensorSize['keeps']) =>
      sumOf([output, ...blocks].filter((tensor) => tensor.keeps === keeps).map(bytesOf));
    const beside = { states: live.states - own('state'), values: live.values - own('value') };
    return { homes, copyBytes: plan.sramBytes, live: beside, aliveBytes, tableBytes };
  }
  const received = Math.max(0, ...stages.map(({ exchange }) => exchange.receivedBytesPerTile));
  const copyBytes = copyBytesOf(context) ?? received;
  const homes = op.kind === 'update' ? inputs : [...inputs, output];
  return { homes, copyBytes, live, aliveBytes, tableBytes };
}

/** What the op says of its own copies. */
function copyBytesOf(context: OpContext): number | undefined {
  return arrayOp(context.op.kind).copyBytes?.(context);
}

/** Whether an input of a product is the blocks that its tiles use. */
function isInPlace({ orientation, left, right }: GemmPlan, input: number): boolean {
  // Scales behind both operands lie where they were found.
  if (input > 1) return false;
  return ((input === 0) === (orientation === 'as-given') ? left : right) === 'in-place';
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

function bytesOf({ placement, bytesPerElement }: HomedTensor): number {
  return (
    bytesPerElement * blocksOf(placement).reduce((sum, { rows, columns, tiles }) => sum + rows * columns * tiles, 0)
  );
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
