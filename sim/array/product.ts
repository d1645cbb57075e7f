/**
 * One matrix product as a run of its own: on one tile with its operands in place, or planned over many
 * with their exchange. Left out: what would come before and after it.
 */
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import type { ZeroGating } from '../../models/units/unit.js';
import type { TileRun, TileRunOp } from '../../records/run.js';
import type { OpOf } from '../../records/trace/op.js';
import type { Role, TensorRecord } from '../../records/trace/tensor.js';
import { type CodeMatrix, gemmActivity } from './activity.js';
import { NOTHING_MOVES } from './exchange/phase.js';
import { demandOf } from './memory/demand.js';
import type { Placement } from './memory/placement.js';
import { withRemedies } from './memory/remedies.js';
import { tableBytes } from './memory/tables.js';
import { type PlaceContext, type Placements, spreadOut } from './ops/array-op.js';
import { gemm } from './ops/gemm.js';
import { type GemmPlan, planGemm } from './plan/gemm-plan.js';
import type { GemmShape } from './plan/gemm-shape.js';
import { runOp, runTotals } from './superstep.js';
import type { StepWork } from './tensors.js';
import { createTileRunner, type TileEngine } from './tile-runner.js';

export interface ProductRequest {
  readonly shape: GemmShape;
  readonly format: string;
  readonly engine: TileEngine;
  /** Operands, for their activity. */
  readonly operands?: readonly [CodeMatrix, CodeMatrix];
  /** Of the unit that multiplies them; none unless said. */
  readonly zeroGating?: ZeroGating;
}

export interface ProductResult {
  readonly op: TileRunOp;
  readonly totals: TileRun['totals'];
  readonly plan: GemmPlan;
}

/** @throws InputError where the product fits no split of the machine's tiles, saying what would help */
export function simulateProduct(request: ProductRequest, machine: TileMachine): ProductResult {
  const scale = { name: 'm', size: request.shape.m } as const;
  return withRemedies(() => timedProduct(request, machine), workOf(request), machine, scale);
}

function timedProduct(request: ProductRequest, machine: TileMachine): ProductResult {
  const { shape, format, engine, operands, zeroGating = 'none' } = request;
  const runner = createTileRunner(machine, engine);
  const inPlace = machine.tiles === 1 ? 'in-place' : 'gathered';
  const operandsBytes = (shape.m * shape.k + shape.k * shape.n) * shape.operandBytes;
  const held = inPlace === 'in-place' ? 0 : Math.ceil(operandsBytes / machine.tiles);
  const plan = planGemm(shape, machine, { bytes: held, left: inPlace, right: inPlace }, 'gemm');
  const op = productOp(shape);
  const sizes = new Map([
    ['a', shape.m * shape.k],
    ['b', shape.k * shape.n],
    ['d', shape.m * shape.n],
  ]);
  const placements = placed(op, {
    machine,
    plans: new Map([[op.id, plan]]),
    elements: (tensor) => sizes.get(tensor) ?? 1,
    bytes: (tensor) => (tensor === op.output ? shape.partialBytes : shape.operandBytes),
  });
  const formats = [format, format];
  const { operandBytes, partialBytes } = shape;
  const context = {
    op,
    machine,
    placements,
    plan,
    shape,
    formats,
    inputBytes: [operandBytes, operandBytes],
    outputFormat: resultFormat(shape),
    outputBytes: partialBytes,
    roles: ['activation', 'weight'] as const,
    zeroGating,
  };
  const live = { states: 0, values: operandsBytes + shape.m * shape.n * partialBytes };
  const stages = gemm
    .stages(context)
    .map((stage) => (inPlace === 'in-place' ? { ...stage, exchange: NOTHING_MOVES } : stage));
  const beside = { live, tableBytes: tableBytes(stages, machine), keepsOf: () => 'value' as const };
  const done = runOp(context, stages, demandOf(context, stages, beside), runner, 0);
  if (operands !== undefined)
    Object.assign(done.counts, gemmActivity(operands, { shape, plan, zeroGating }, machine, runner));
  return { op: done, totals: runTotals([done], machine, 1), plan };
}

/** The product as counted work, from which its energy is priced. */
export function productWork({ op, totals }: ProductResult, request: ProductRequest, machine: TileMachine) {
  const activity = request.operands === undefined ? ('none' as const) : ('operands' as const);
  return { machine, activity, ops: [op], totals };
}

function resultFormat({ partials }: GemmShape): string {
  return partials === 'fp32' ? 'float32' : 'float16';
}

/** The product as a step of one op: a is the activation, b the weight. */
function workOf({ shape, format }: ProductRequest): StepWork {
  const op = productOp(shape);
  const { m, n, k } = shape;
  const tensor = (id: string, role: Role, rows: number, columns: number, of: string): [string, TensorRecord] => [
    id,
    { id, role, shape: [rows, columns], format: of, scaleExponent: 0, layer: op.layer, step: 0, repeat: 1 },
  ];
  const tensors = new Map([
    tensor('a', 'activation', m, k, format),
    tensor('b', 'weight', k, n, format),
    tensor('d', 'activation', m, n, resultFormat(shape)),
  ]);
  return { ops: [op], tensors };
}

/** Operands spread over all tiles, as products take them; the result where its plan leaves it. */
function placed(op: OpOf<'gemm'>, parts: Omit<PlaceContext, 'placements'>): Placements {
  const placements = new Map<string, Placement>();
  const context: PlaceContext = { ...parts, placements };
  for (const tensor of op.inputs) placements.set(tensor, { ...spreadOut(tensor, context), layout: 'panels' });
  return placements.set(op.output, gemm.placement(op, context));
}

function productOp({ m, n, k }: GemmShape): OpOf<'gemm'> {
  return {
    id: 'gemm',
    kind: 'gemm',
    phase: 'forward',
    layer: 'gemm',
    step: 0,
    inputs: ['a', 'b'],
    output: 'd',
    dims: { batch: 1, m, n, k },
    attributes: {},
    repeat: 1,
  };
}
