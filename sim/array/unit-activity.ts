/**
 * What changes at the AMP's units in a product of a trace, sampled: windows of its operands in the order in which the
 * tiles of its plan stream them, places drawn by the op's id. Kept in the run, so that gates price it without operands.
 * Left out: products of a batch but the first, groups of a convolution but the first.
 */
import { ampUnit, isGateWidth } from '../../models/hardware/amp-units.js';
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { productsOf } from '../../models/hardware/of-unit.js';
import { operandWidth } from '../../models/machines/operand-width.js';
import type { TileRunOp } from '../../records/run.js';
import type { Trace } from '../../records/trace/trace-folder.js';
import { UNIT_CHANGES, type UnitActivity } from '../../records/unit-activity.js';
import { streamOf } from '../../runtime/random.js';
import type { ArithmeticEngine } from '../arithmetic/kernels/engine.js';
import { activityFeatures } from '../gates/characterise/activity-features.js';
import { type StreamSource, windowStreams } from '../gates/characterise/stream-source.js';
import { estimateOf } from '../gates/characterise/window-energy.js';
import type { TileBlock } from '../gates/operands/orders/tile.js';
import type { OpContext, Stage } from './ops/array-op.js';
import { productSource, readsOperands } from './product-source.js';

export interface UnitSampling {
  readonly windows: number;
  /** Cycles of a window; changes are counted from the second on. */
  readonly cycles: number;
  readonly engine: ArithmeticEngine;
}

/** Adds it to a product whose unit is built as gates. @throws InputError where it has no operands */
export function addUnitActivity(
  done: TileRunOp,
  context: OpContext,
  stages: readonly Stage[],
  work: Pick<Trace, 'tensors' | 'operand'>,
  sampling: UnitSampling,
): void {
  const { op, plan } = context;
  if (op.kind !== 'gemm' && op.kind !== 'convolution') return;
  const unit = unitOf(context);
  if (unit === undefined || !readsOperands(unit, op, work)) return;
  const given = productSource(op.id, op, work, unit, `op ${op.id}`);
  const source = plan?.orientation === 'transposed' ? turned(given) : given;
  const block = op.kind === 'gemm' ? blockOf(stages) : wholeBlock(source);
  done.unitActivity = sampled({ ...source, ...(block === undefined ? {} : { block }) }, unit, sampling);
}

/** By the widths of operands and partials; undefined where no unit is built. */
function unitOf({ op, formats, shape, outputFormat }: OpContext): HardwareUnit | undefined {
  const width = operandWidth(formats[0] ?? '', `op ${op.id} left operand`);
  if (!isGateWidth(width)) return undefined;
  const partials = operandWidth(outputFormat, `op ${op.id} output`) === 'fp32' ? 'fp32' : 'fp16';
  return ampUnit(width, shape?.partials ?? partials);
}

/** bᵀ · aᵀ. */
function turned({ lines, formats, ...source }: StreamSource): StreamSource {
  const { aFormat, bFormat, scale } = formats;
  return { ...source, lines: { a: lines.b, b: lines.a }, formats: { aFormat: bFormat, bFormat: aFormat, scale } };
}

/** Of most tiles. */
function blockOf(stages: readonly Stage[]): TileBlock | undefined {
  let most: (TileBlock & { readonly tiles: number }) | undefined;
  for (const { task, tiles } of stages.flatMap(({ work }) => work)) {
    if (task.kind === 'gemm' && tiles > (most?.tiles ?? 0)) most = { rows: task.m, depth: task.k, tiles };
  }
  return most;
}

/** A convolution's is taken as one tile's, as its other activity is. */
function wholeBlock({ lines }: StreamSource): TileBlock {
  return { rows: lines.a.lines, depth: lines.a.depth };
}

function sampled(source: StreamSource, unit: HardwareUnit, { windows, cycles, engine }: UnitSampling): UnitActivity {
  const seed = streamOf('unit-activity', source.operands);
  const counted = Array.from({ length: windows }, (_, window) => {
    const streams = windowStreams(source, unit, 'ipu21-tile', { seed, window, cycles }, engine);
    return activityFeatures(streams, unit, source.formats, 1);
  });
  const changes = UNIT_CHANGES.map((change) => [
    change,
    estimateOf(counted.map((window) => window.changes[change] / window.laneCycles)),
  ]);
  return { unit: unit.name, productsPerStep: productsOf(unit), windows, changes: Object.fromEntries(changes) };
}
