/**
 * Activity counts of an op that multiplies: from the codes of its operands, or expected from their statistics. A
 * convolution's are those of the product that it is (convolution/unfold.ts), in proportion to the multiply-accumulates
 * that its tiles do: a window's places beyond the edge are zeros there, and left out on the chip.
 */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import { operandWidth } from '../../models/machines/operand-width.js';
import { addCounts, noCounts } from '../../records/counts/counts.js';
import { ACTIVITY_COUNTS, type ActivityCount, type ActivityCounts } from '../../records/counts/tile-counts.js';
import type { TileRunOp } from '../../records/run.js';
import type { Trace } from '../../records/trace/trace-folder.js';
import type { Codes } from '../arithmetic/codes.js';
import { expectedActivity, type OperandStatistics } from '../tile/activity/expected-activity.js';
import { type CodeMatrix, checkOperand, codesOfBytes, gemmActivity } from './activity.js';
import { unfoldedOperands, unfoldedSizes } from './convolution/unfold.js';
import type { GivenWork } from './layout.js';
import { arrayOp } from './ops/all.js';
import type { OpContext } from './ops/array-op.js';
import { type GemmShape, gemmShape, gemmTask } from './plan/gemm-shape.js';
import type { TileRunner } from './tile-runner.js';

/** Ops, tensors, and their operands where there are any. */
interface Work extends GivenWork {
  readonly operand: Trace['operand'];
}

type ProductContext = OpContext<'gemm'>;
type ConvolutionContext = OpContext<'convolution'>;

/** Adds what an op's operands make. @throws InputError where it has none */
export function addActivity(done: TileRunOp, context: OpContext, work: Work, runner: TileRunner): void {
  const { op } = context;
  if (op.kind === 'gemm') add(done, productActivity(context as ProductContext, work, runner), op.repeat);
  if (op.kind === 'convolution') {
    const convolution = context as ConvolutionContext;
    add(done, inProportion(convolutionActivity(convolution, work, runner), convolution, done), 1);
  }
}

/** Adds what the statistics of an op's operands let expect. @throws InputError where it has none */
export function addExpectedActivity(done: TileRunOp, context: OpContext, work: Work): void {
  const { op } = context;
  if (op.kind === 'gemm') add(done, expectedOfProduct(context as ProductContext, work), op.repeat);
  if (op.kind === 'convolution') {
    const convolution = context as ConvolutionContext;
    add(done, inProportion(expectedOfConvolution(convolution, work), convolution, done), 1);
  }
}

function add(done: TileRunOp, activity: ActivityCounts, factor: number): void {
  for (const name of ACTIVITY_COUNTS) done.counts[name] += activity[name] * factor;
}

function productActivity(context: ProductContext, work: Work, runner: TileRunner): ActivityCounts {
  const { shape, plan, machine, zeroGating } = context;
  if (shape === undefined || plan === undefined) throw new Error(`op ${context.op.id} has no plan`);
  const { batch, m, k, n } = shape;
  const left = matrixOf(context, 0, k, work);
  const right = matrixOf(context, 1, n, work);
  checkOperand(left, batch * m, k, `op ${context.op.id} input ${context.op.inputs[0]}`);
  checkOperand(right, batch * k, n, `op ${context.op.id} input ${context.op.inputs[1]}`);
  return gemmActivity([left, right], { shape, plan, zeroGating }, machine, runner);
}

/** Of all groups, each as one product on one tile. */
function convolutionActivity(context: ConvolutionContext, work: Work, runner: TileRunner): ActivityCounts {
  const { op, formats, zeroGating } = context;
  const [a, b] = [0, 1].map((input) => codesOf(context, input, work)) as [Codes, Codes];
  const [leftFormat, rightFormat] = formats.map((format) => resolveFloatFormat(format, 'operand'));
  if (leftFormat === undefined || rightFormat === undefined) throw new Error(`op ${op.id} multiplies two operands`);
  const total = noCounts(ACTIVITY_COUNTS);
  for (let group = 0; group < op.dims.groups; group++) {
    const { left, right, ...sizes } = unfoldedOperands(op, group, a, b);
    const task = gemmTask(sizes, unfoldedShape(context));
    addCounts(total, runner.activity(task, { left, right, leftFormat, rightFormat, zeroGating }));
  }
  return total;
}

function expectedOfProduct(context: ProductContext, work: Work): ActivityCounts {
  const { op, machine, plan, zeroGating } = context;
  const inputs = plan?.orientation === 'transposed' ? op.inputs.toReversed() : op.inputs;
  const [left, right] = inputs.map((tensor) => statisticsOf(op.id, tensor, work)) as [
    OperandStatistics,
    OperandStatistics,
  ];
  const total = noCounts(ACTIVITY_COUNTS);
  for (const { task, tiles, calls = 1 } of arrayOp(op.kind)
    .stages(context)
    .flatMap((stage) => stage.work)) {
    if (task.kind === 'gemm')
      addCounts(total, expectedActivity(task, machine, { left, right, zeroGating }), tiles * calls);
  }
  return total;
}

function expectedOfConvolution(context: ConvolutionContext, work: Work): ActivityCounts {
  const { op, machine, zeroGating } = context;
  const [a, b] = op.inputs.map((tensor) => statisticsOf(op.id, tensor, work)) as [OperandStatistics, OperandStatistics];
  const total = noCounts(ACTIVITY_COUNTS);
  const task = gemmTask(unfoldedSizes(op), unfoldedShape(context));
  addCounts(total, expectedActivity(task, machine, { left: a, right: b, zeroGating }), op.dims.groups);
  return total;
}

/** Whole numbers, of as many multiply-accumulates as all repetitions of the op do. */
function inProportion(activity: ActivityCounts, { op }: ConvolutionContext, done: TileRunOp): ActivityCounts {
  const { m, n, k } = unfoldedSizes(op);
  const share = done.counts.usefulMacs / (m * n * k * op.dims.groups);
  const entries = ACTIVITY_COUNTS.map((name): [ActivityCount, number] => [name, Math.floor(activity[name] * share)]);
  return Object.fromEntries(entries) as Record<ActivityCount, number>;
}

function unfoldedShape({ op, formats, outputFormat }: ConvolutionContext): GemmShape {
  const { m, n, k } = unfoldedSizes(op);
  const operands = operandWidth(formats[0] ?? '', `op ${op.id} left operand`);
  return gemmShape(m, n, k, operands, operandWidth(outputFormat, `op ${op.id} output`) === 'fp32' ? 'fp32' : 'fp16');
}

function matrixOf(context: ProductContext, input: number, columns: number, work: Work): CodeMatrix {
  return { codes: codesOf(context, input, work), columns, format: context.formats[input] as string };
}

function codesOf({ op, formats }: ProductContext | ConvolutionContext, input: number, work: Work): Codes {
  const tensor = op.inputs[input] as string;
  const stored = work.operand(tensor);
  if (stored !== undefined) return codesOfBytes(stored.bytes, formats[input] as string);
  const known = work.tensors.get(tensor)?.statistics === undefined ? 'none' : 'statistics';
  const remedy = `simulate with --activity ${known}`;
  throw new InputError(`op ${op.id} input ${tensor}`, 'a tensor with operands', 'a shape only', remedy);
}

function statisticsOf(op: string, tensor: string, work: Work): OperandStatistics {
  const { format, statistics } = work.tensors.get(tensor) ?? {};
  if (format !== undefined && statistics !== undefined) {
    return { format: resolveFloatFormat(format, tensor), ...statistics };
  }
  const remedy = 'simulate with --activity none';
  throw new InputError(`op ${op} input ${tensor}`, 'a tensor with statistics', 'a shape only', remedy);
}
