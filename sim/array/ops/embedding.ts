/**
 * Embeddings. The exchange is fixed before numbers are known, so that every tile that holds part of the table receives
 * all numbers and picks out what it has; then rows move to their places, or backward gradients to the rows of the table,
 * which is cleared first, and are added there. Rows are taken to be spread evenly over the table's tiles.
 */
import type { ExchangePhase } from '../exchange/phase.js';
import { type BlockSize, blocksOf, linearPlacement, type Placement, tilesOf } from '../memory/placement.js';
import { elementGroupsOf } from '../memory/sram.js';
import { type ArrayOp, type OpContext, placementOf, rowPlacement, type Stage, workOn } from './array-op.js';

/** Fewest elements of a table's gradient on a tile: a row's piece that is worth an address. */
const TABLE_GRAIN = 16;

export const embedding: ArrayOp<'embedding'> = {
  placement: ({ attributes, dims }, { machine }) =>
    attributes.function === 'lookup'
      ? rowPlacement(dims.rows, dims.columns, machine)
      : linearPlacement(dims.entries * dims.columns, machine.tiles, TABLE_GRAIN),
  stages: (context) => (context.op.attributes.function === 'lookup' ? lookup(context) : lookupBackward(context)),
};

function lookup(context: OpContext<'embedding'>): Stage[] {
  const { op, machine, inputBytes, outputBytes } = context;
  const table = placementOf(context, 0);
  const home = rowPlacement(op.dims.rows, op.dims.columns, machine);
  const { pieces, pieceElements } = piecesOf(context, table);
  const bytesPerPiece = pieceElements * (inputBytes[0] ?? 0);
  const [{ rows, columns }] = blocksOf(home) as [BlockSize];
  const picked = { kind: 'gather', pieces, bytesPerPiece, elementGroups: 'separate' } as const;
  const rowBytes = op.dims.rows * op.dims.columns * outputBytes;
  return [
    {
      exchange: numbersTo(table, op.dims.rows * (inputBytes[1] ?? 0)),
      work: [{ task: picked, tiles: tilesOf(table) }],
    },
    {
      exchange: {
        pattern: 'gather',
        receivedBytesPerTile: rows * columns * outputBytes,
        sentBytes: rowBytes,
        receivedBytes: rowBytes,
        transfers: { received: rows * Math.ceil(columns / pieceElements), sent: pieces },
      },
      work: workOn(home, (block) => {
        const bytes = block.rows * block.columns * outputBytes;
        return { kind: 'copy', bytes, elementGroups: elementGroupsOf([bytes, bytes], machine) };
      }),
    },
  ];
}

function lookupBackward(context: OpContext<'embedding'>): Stage[] {
  const { op, machine, inputBytes, outputBytes } = context;
  const { rows, columns, entries } = op.dims;
  const table = linearPlacement(entries * columns, machine.tiles, TABLE_GRAIN);
  const tiles = tilesOf(table);
  const bytes = inputBytes[1] ?? 0;
  const added = Math.ceil((rows * columns) / tiles);
  return [
    {
      exchange: numbersTo(table, rows * (inputBytes[0] ?? 0)),
      work: workOn(table, (block) => ({ kind: 'copy', bytes: block.columns * outputBytes, elementGroups: 'separate' })),
    },
    {
      exchange: {
        pattern: 'gather',
        receivedBytesPerTile: added * bytes,
        sentBytes: rows * columns * bytes,
        receivedBytes: rows * columns * bytes,
        transfers: { received: piecesOf(context, table).pieces, sent: Math.ceil(rows / tiles) },
      },
      // Of halves an access has four, of floats two.
      work: [{ task: { kind: 'element-wise', operation: 'add', elements: (added * outputBytes) / 2 }, tiles }],
    },
  ];
}

/** Numbers to every tile of the table: sent once. */
function numbersTo(table: Placement, bytes: number): ExchangePhase {
  return {
    pattern: 'gather',
    receivedBytesPerTile: bytes,
    sentBytes: bytes,
    receivedBytes: bytes * tilesOf(table),
  };
}

/** What a tile picks of the rows: whole rows, or the piece of each that it has. */
function piecesOf({ op }: OpContext<'embedding'>, table: Placement) {
  const { rows, columns, entries } = op.dims;
  const tiles = tilesOf(table);
  const pieceElements = Math.min(columns, Math.ceil((entries * columns) / tiles));
  return { pieceElements, pieces: Math.ceil((rows * Math.ceil(columns / pieceElements)) / tiles) };
}
