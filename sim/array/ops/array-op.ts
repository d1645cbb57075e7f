/**
 * What the array knows of an op: where its output lies, and its stages on the machine: first what must move,
 * then what every tile does. Blocks of one size do the same, so each size stands once with the number of tiles
 * that have it. One file an op beside this one; all.ts lists them. Left out: how long a stage takes.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { ZeroGating } from '../../../models/units/unit.js';
import type { TileRunOp } from '../../../records/run.js';
import type { OpKind, OpOf, OpRecord } from '../../../records/trace/op.js';
import type { Role } from '../../../records/trace/tensor.js';
import type { PartialWidth } from '../../tile/amp-shape.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import { type ExchangePhase, movedTogether } from '../exchange/phase.js';
import { transfersBetween } from '../exchange/transfers.js';
import type { OutsideTransfer } from '../links.js';
import { type BlockSize, blocksOf, liesAt, oneCopy, type Placement, spreadPlacement } from '../memory/placement.js';
import type { GemmPlan } from '../plan/gemm-plan.js';
import type { GemmShape } from '../plan/gemm-shape.js';

/** Placements by tensor id. */
export type Placements = ReadonlyMap<string, Placement>;

/** What `tiles` tiles do. */
export interface TileWork {
  readonly task: TileTask;
  readonly tiles: number;
  /** How often each does it, one after another; once unless said. */
  readonly calls?: number;
}

export interface Stage {
  /** Words to move before the work; a phase of nothing costs nothing. */
  readonly exchange: ExchangePhase;
  readonly work: readonly TileWork[];
  /** What the chip exchanges with others or its host meanwhile, and how long all tiles wait for it. */
  readonly outside?: OutsideTransfer;
}

/** What placing an op's output needs to know besides the op. */
export interface PlaceContext {
  readonly machine: TileMachine;
  readonly placements: Placements;
  /** Plan of each gemm by op id. */
  readonly plans: ReadonlyMap<string, GemmPlan>;
  /** Elements of a tensor by id. */
  readonly elements: (tensor: string) => number;
  /** Bytes of an element of a tensor. */
  readonly bytes: (tensor: string) => number;
  /** Bytes of all that lives during an op, on a tile; its own tensors alone where nothing is known. */
  readonly heldBytes?: (op: string) => number;
}

/** What the stages of an op are made from. */
export type OpContext<Kind extends OpKind = OpKind> = ContextOf<OpOf<Kind>>;

interface ContextOf<Op extends OpRecord> {
  readonly op: Op;
  readonly machine: TileMachine;
  readonly placements: Placements;
  readonly plan: GemmPlan | undefined;
  readonly shape: GemmShape | undefined;
  /** Formats of inputs and output, and bytes an element. */
  readonly formats: readonly string[];
  readonly inputBytes: readonly number[];
  readonly roles: readonly Role[];
  readonly outputFormat: string;
  readonly outputBytes: number;
  /** Of a product's unit. */
  readonly zeroGating: ZeroGating;
  /** As `PlaceContext.heldBytes`. */
  readonly heldBytes?: number;
}

export interface ArrayOp<Kind extends OpKind> {
  readonly placement: (op: OpOf<Kind>, context: PlaceContext) => Placement;
  readonly stages: (context: OpContext<Kind>) => readonly Stage[];
  /** How an op that is no product is split, for the record of a run. */
  readonly splitRecord?: (context: OpContext<Kind>) => Partial<TileRunOp['plan']>;
  /** Where given weights lie so that no exchange brings them, copied to all tiles that use a block; none if left out. */
  readonly weightsPlace?: (op: OpOf<Kind>, context: PlaceContext) => Placement | undefined;
  /** Bytes of the fullest tile for copies and what is made of them; if left out, what one exchange brings. */
  readonly copyBytes?: (context: OpContext<Kind>) => number;
}

/** A tensor that no op has placed. */
export function spreadOut(tensor: string, { machine, elements }: PlaceContext): Placement {
  return spreadPlacement(elements(tensor), machine.tiles);
}

/** The output lies where an input lies. */
export function placedAsInput(op: OpOf<OpKind>, input: number, context: PlaceContext): Placement {
  return oneCopy(context.placements.get(op.inputs[input] ?? '') ?? spreadOut(op.output, context));
}

/** Whole rows, one or more a tile. */
export function rowPlacement(rows: number, columns: number, machine: TileMachine): Placement {
  return { kind: 'grid', rows, columns, splitRows: Math.min(rows, machine.tiles), splitColumns: 1 };
}

/** Where an input lies, in one copy. */
export function placementOf(context: OpContext, input: number): Placement {
  return oneCopy(placementAt(context, input));
}

/** Where an input lies, with all its copies. */
function placementAt({ op, placements }: OpContext, input: number): Placement {
  return placedAt(placements, op.inputs[input] ?? '');
}

/** Where a tensor of an op lies, which by then is placed. */
export function placedAt(placements: Placements, tensor: string): Placement {
  const placement = placements.get(tensor);
  if (placement === undefined) throw new Error(`tensor ${tensor} lies nowhere`);
  return placement;
}

/** Every tile its block. */
export function workOn(placement: Placement, task: (block: BlockSize) => TileTask): TileWork[] {
  return blocksOf(placement).map((block) => ({ task: task(block), tiles: block.tiles }));
}

/**
 * Inputs that do not lie at `home` move there: each tile receives those that belong to its elements.
 * @param perElement how many elements of an input belong to one of the home
 */
export function gatherOf(
  context: OpContext,
  home: Placement,
  inputs: Iterable<number>,
  perElement: (input: number) => number = () => 1,
): ExchangePhase {
  const blocks = blocksOf(home);
  const all = blocks.reduce((sum, { rows, columns, tiles }) => sum + rows * columns * tiles, 0);
  const most = Math.max(...blocks.map(({ rows, columns }) => rows * columns));
  const moves = [...inputs]
    .filter((input) => !liesAt(placementAt(context, input), home))
    .map((input): ExchangePhase => {
      const bytes = perElement(input) * (context.inputBytes[input] ?? 0);
      return {
        pattern: 'gather',
        receivedBytesPerTile: most * bytes,
        sentBytes: all * bytes,
        receivedBytes: all * bytes,
        transfers: transfersBetween(placementOf(context, input), home),
      };
    });
  return movedTogether(moves);
}

/** Work where the first input lies; the other inputs, as large as it, come there. */
export function inPlace(context: OpContext, task: (block: BlockSize) => TileTask): Stage[] {
  return spreadStages(context, placementOf(context, 0), task);
}

/** Work spread in another way than the input lies. @param perElement as in `gatherOf` */
export function spreadStages(
  context: OpContext,
  placement: Placement,
  task: (block: BlockSize) => TileTask,
  perElement?: (input: number) => number,
): Stage[] {
  const exchange = gatherOf(context, placement, context.op.inputs.keys(), perElement);
  return [{ exchange, work: workOn(placement, task) }];
}

/**
 * Partial sums that several tiles hold: each adds up its share of them, of which it has one itself.
 * `moved` are those of all tiles that are not where they are added.
 */
export function partialSums(
  { partials, share, tiles }: { readonly partials: number; readonly share: number; readonly tiles: number },
  { moved, bytes, format }: { readonly moved: number; readonly bytes: number; readonly format: PartialWidth },
): Stage {
  return {
    exchange: {
      pattern: 'reduction',
      receivedBytesPerTile: share * (partials - 1) * bytes,
      sentBytes: moved * bytes,
      receivedBytes: moved * bytes,
      transfers: { received: partials - 1, sent: partials - 1 },
    },
    work: [{ task: { kind: 'reduce', elements: share, partials, format }, tiles }],
  };
}
