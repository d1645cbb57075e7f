/**
 * Tasks of every kind and machines of every sort, drawn one choice at a time: by a property test, that can make
 * a failing one smaller, or by the index of a case, so that any range of cases can be run again.
 */
import { withFields } from '../../models/machines/fields.js';
import { OPERAND_WIDTHS, PARTIAL_WIDTHS } from '../../models/machines/operand-width.js';
import { ipu21 } from '../../models/machines/tiles/ipu21.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import { randomWord, streamOf } from '../../runtime/random.js';
import { CAST_LAYOUTS } from '../../sim/tile/kernels/cast/task.js';
import { ELEMENT_GROUPS } from '../../sim/tile/kernels/copy/task.js';
import { GELU_OUTPUTS } from '../../sim/tile/kernels/gelu/task.js';
import { COEFFICIENT_PLACES, GEMM_OUTPUTS, GEMM_STARTS, type GemmTask } from '../../sim/tile/kernels/gemm/task.js';
import { NORM_FUSIONS } from '../../sim/tile/kernels/layer-norm/task.js';
import { WINDOW_OVERLAPS } from '../../sim/tile/kernels/max-pool-backward/task.js';
import { ELEMENT_WISE_OPERATIONS } from '../../sim/tile/kernels/shared/vector-operations.js';
import type { TileTask } from '../../sim/tile/kernels/tasks.js';

/** Where choices come from. */
export interface Draw {
  /** An integer from 1 to `most`. */
  readonly upTo: (most: number) => number;
  readonly oneOf: <Value>(values: readonly Value[]) => Value;
}

export interface TileCase {
  readonly task: TileTask;
  readonly machine: TileMachine;
}

type Kind = TileTask['kind'];
/** The record of a kind, without it. */
type Sizes<K extends Kind, T extends TileTask = TileTask> = T extends TileTask
  ? K extends T['kind']
    ? Omit<T, 'kind'>
    : never
  : never;

/** Every kind has an entry: one that is forgotten does not compile. */
const KINDS: { readonly [K in Kind]: (draw: Draw) => Sizes<K> } = {
  gemm: gemmSizes,
  convolution: convolutionSizes,
  cast: ({ upTo, oneOf }) => ({
    layout: oneOf(CAST_LAYOUTS),
    rows: oneOf([upTo(200), upTo(32)]),
    width: upTo(350),
    from: oneOf(OPERAND_WIDTHS),
    to: oneOf(OPERAND_WIDTHS),
    elementGroups: oneOf(ELEMENT_GROUPS),
  }),
  'element-wise': ({ upTo, oneOf }) => ({ operation: oneOf(ELEMENT_WISE_OPERATIONS), elements: upTo(5000) }),
  'softmax-cross-entropy': ({ upTo }) => ({ rows: upTo(20), classes: upTo(200) }),
  softmax: ({ upTo }) => {
    const keys = upTo(150);
    return { rows: upTo(20), keys, paddedKeys: keys + upTo(61) - 1 };
  },
  'softmax-maximum': ({ upTo }) => ({ rows: upTo(20), keys: upTo(150) }),
  'softmax-exponential': rowsInParts,
  'softmax-scale': rowsInParts,
  'softmax-backward': ({ upTo }) => ({ rows: upTo(20), keys: upTo(150) }),
  'layer-norm': ({ upTo, oneOf }) => ({ rows: upTo(4), width: upTo(300), fused: oneOf(NORM_FUSIONS) }),
  'layer-norm-statistics': ({ upTo }) => ({ rows: upTo(4), width: upTo(300) }),
  'layer-norm-apply': ({ upTo }) => ({ rows: upTo(9), width: upTo(300) }),
  'layer-norm-backward': rowsOfHalves,
  'layer-norm-parameters': rowsOfHalves,
  'rms-norm': rowsOfHalves,
  'rms-norm-backward': rowsOfHalves,
  'rms-norm-parameters': rowsOfHalves,
  'batch-norm-statistics': channels,
  'batch-norm-apply': channels,
  'batch-norm-parameters': channels,
  'batch-norm-backward': channels,
  gelu: ({ upTo, oneOf }) => ({ elements: upTo(700), output: oneOf(GELU_OUTPUTS) }),
  'bias-gelu': ({ upTo }) => ({ rows: upTo(9), width: upTo(300) }),
  'gelu-backward': ({ upTo }) => ({ elements: upTo(700) }),
  'bias-gelu-backward': ({ upTo }) => ({ rows: upTo(9), width: upTo(300) }),
  reduce: ({ upTo, oneOf }) => ({ elements: upTo(3000), partials: upTo(9), format: oneOf(PARTIAL_WIDTHS) }),
  'column-sum': ({ upTo, oneOf }) => ({ rows: upTo(60), columns: upTo(100), format: oneOf(PARTIAL_WIDTHS) }),
  amax: ({ upTo, oneOf }) => ({
    groups: upTo(40),
    elements: upTo(500),
    parts: upTo(9),
    format: oneOf(PARTIAL_WIDTHS),
  }),
  'max-pool': ({ upTo }) => ({ outputs: upTo(500), window: upTo(9) }),
  'average-pool': ({ upTo }) => ({ outputs: upTo(500), window: upTo(9) }),
  'max-pool-backward': ({ upTo, oneOf }) => ({
    outputs: upTo(500),
    window: upTo(9),
    windows: oneOf(WINDOW_OVERLAPS),
  }),
  copy: ({ upTo, oneOf }) => ({ bytes: upTo(20_000), elementGroups: oneOf(ELEMENT_GROUPS) }),
  gather: ({ upTo, oneOf }) => ({
    pieces: upTo(60),
    bytesPerPiece: upTo(150),
    elementGroups: oneOf(ELEMENT_GROUPS),
  }),
  'patch-sum': ({ upTo }) => ({ elements: upTo(3000), taps: upTo(9) }),
  'vector-products': ({ upTo, oneOf }) => ({
    outputs: upTo(1000),
    products: upTo(60),
    operands: oneOf(OPERAND_WIDTHS),
  }),
  'random-bits': ({ upTo }) => ({ bytes: upTo(20_000) }),
  patch: ({ upTo }) => ({ words: upTo(300) }),
  transpose: ({ upTo, oneOf }) => ({ rows: upTo(40), columns: upTo(100), bytesPerElement: oneOf([1, 2, 4]) }),
};

/** Products four times as often as the others. */
const DRAWN_KINDS: readonly Kind[] = [...(Object.keys(KINDS) as Kind[]), 'gemm', 'gemm', 'gemm', 'convolution'];

export function drawTask(draw: Draw): TileTask {
  const kind = draw.oneOf(DRAWN_KINDS);
  return { kind, ...KINDS[kind](draw) } as TileTask;
}

export function drawGemm(draw: Draw): GemmTask {
  return { kind: 'gemm', ...gemmSizes(draw) };
}

function gemmSizes({ upTo, oneOf }: Draw): Omit<GemmTask, 'kind'> {
  return {
    m: upTo(130),
    k: upTo(140),
    n: upTo(70),
    operands: oneOf(OPERAND_WIDTHS),
    partials: oneOf(PARTIAL_WIDTHS),
    output: oneOf(GEMM_OUTPUTS),
    coefficients: oneOf(COEFFICIENT_PLACES),
    start: oneOf(GEMM_STARTS),
  };
}

/** Windows that fit the block with what they reach beyond it. */
function convolutionSizes({ upTo, oneOf }: Draw): Sizes<'convolution'> {
  const [kernel, dilation] = [upTo(4), upTo(2)];
  const beyond = () => upTo(kernel) - 1;
  const length = () => dilation * (kernel - 1) + upTo(8);
  const groups = oneOf([1, 1, upTo(6)]);
  return {
    images: upTo(3),
    height: length(),
    width: length(),
    top: beyond(),
    bottom: beyond(),
    left: beyond(),
    right: beyond(),
    kernel,
    stride: upTo(3),
    dilation,
    groups,
    inputChannels: upTo(groups === 1 ? 70 : 20),
    outputChannels: upTo(groups === 1 ? 40 : 20),
    operands: oneOf(OPERAND_WIDTHS),
    partials: oneOf(PARTIAL_WIDTHS),
    coefficients: oneOf(COEFFICIENT_PLACES),
    start: oneOf(GEMM_STARTS),
  };
}

function channels({ upTo }: Draw) {
  return { rows: upTo(60), channels: upTo(200), rowParts: upTo(7) };
}

function rowsOfHalves({ upTo }: Draw) {
  return { rows: upTo(9), width: upTo(300) };
}

function rowsInParts({ upTo }: Draw) {
  return { rows: upTo(20), keys: upTo(150), parts: upTo(12) };
}

/** Fields that are set in about half of the machines. */
const FIELDS: Readonly<Record<string, (draw: Draw) => number>> = {
  'tile.workers': ({ upTo }) => upTo(9),
  'tile.loadBytes': ({ oneOf }) => oneOf([4, 8, 16]),
  'tile.interleavedLoadBytes': ({ oneOf }) => oneOf([16, 32]),
  'amp.outputChannels': ({ oneOf }) => oneOf([8, 16, 32]),
  'amp.coefficientBytes': ({ oneOf }) => oneOf([256, 512, 1024]),
  'amp.coefficientBanks': ({ oneOf }) => oneOf([1, 2]),
  'amp.inputBytesPerIssue': ({ oneOf }) => oneOf([4, 8, 16]),
  'amp.partialBytesPerIssue': ({ oneOf }) => oneOf([4, 8, 16]),
  'tile.loadLatencyCycles': ({ upTo }) => upTo(13) - 1,
  'amp.latencyCycles': ({ upTo }) => upTo(61) - 1,
  'gemm.entrySlots': ({ upTo }) => upTo(6) - 1,
  'gemm.panelSyncCycles': ({ upTo }) => upTo(10) - 1,
  'gemm.packedPanelSyncCycles': ({ upTo }) => upTo(10) - 1,
  'gemm.idleWorkerSlots': ({ upTo }) => upTo(4) - 1,
  'gemm.packedRowsPerBlock': ({ upTo }) => upTo(20),
  'gemm.callCycles': ({ upTo }) => 19 + upTo(481),
  'launch.callCycles': ({ upTo }) => 19 + upTo(481),
  'programs.reduce.groupSlots': ({ upTo }) => upTo(10) - 1,
  'programs.layerNorm.launchCycles': ({ upTo }) => upTo(100) - 1,
  'programs.patch.wordSlots': ({ upTo }) => upTo(9) - 1,
};

/** ipu21 with other workers, ports, panels, pipelines and constants. */
export function drawMachine(draw: Draw): TileMachine {
  const set = Object.entries(FIELDS).filter(() => draw.oneOf([false, true]));
  return withFields(ipu21, Object.fromEntries(set.map(([path, value]) => [path, value(draw)])), 'case');
}

/** The case with this index: always the same. */
export function tileCase(index: number): TileCase {
  const draw = indexedDraw(index);
  return { task: drawTask(draw), machine: drawMachine(draw) };
}

function indexedDraw(index: number): Draw {
  const stream = streamOf('tile case', index);
  let drawn = 0;
  const upTo = (most: number) => 1 + (randomWord(index, stream, drawn++) % most);
  return { upTo, oneOf: (values) => values[upTo(values.length) - 1] as (typeof values)[number] };
}
