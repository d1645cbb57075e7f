/**
 * Where a tensor lies: as a grid of blocks, or as equal runs of elements, over the first tiles of the
 * machine. Left out: which physical tile a block sits on (the exchange knows mean distances only).
 */

/** Within a block: rows one after another, or panels as a product takes its left operand. */
type BlockLayout = 'rows' | 'panels';

/** Blocks of a rows × columns matrix, one a tile; or runs of equal length. Rows where no layout is said. */
export type Placement = { readonly layout?: BlockLayout } & BlocksOrRuns;

type BlocksOrRuns =
  | {
      readonly kind: 'grid';
      readonly rows: number;
      readonly columns: number;
      readonly splitRows: number;
      readonly splitColumns: number;
      /** Tiles that hold each block; one unless said. */
      readonly copies?: number;
    }
  | { readonly kind: 'linear'; readonly elements: number; readonly tiles: number };

/** A part of a matrix that one tile holds, and how many tiles hold one of that size. */
export interface BlockSize {
  readonly rows: number;
  readonly columns: number;
  readonly tiles: number;
}

/** A half-open range. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Part `index` of `length` split into `parts` of whole multiples of `grain`, as evenly as possible. */
export function partOf(length: number, parts: number, grain: number, index: number): Range {
  const grains = Math.ceil(length / grain);
  const at = (i: number) => Math.min(length, Math.floor((i * grains) / parts) * grain);
  return { from: at(index), to: at(index + 1) };
}

/** Elements spread as evenly as they go over at most `tiles` tiles, at least `grain` on each that has any. */
export function linearPlacement(elements: number, tiles: number, grain: number): Placement {
  return { kind: 'linear', elements, tiles: Math.max(1, Math.min(tiles, Math.floor(elements / grain))) };
}

/** Fewest elements that a tile takes of a tensor that is only spread out. */
const SPREAD_GRAIN = 16;

/** Over all tiles, where nothing says more. */
export function spreadPlacement(elements: number, tiles: number): Placement {
  return linearPlacement(elements, tiles, SPREAD_GRAIN);
}

export function tilesOf(placement: Placement): number {
  return placement.kind === 'grid'
    ? placement.splitRows * placement.splitColumns * (placement.copies ?? 1)
    : placement.tiles;
}

/** The different block sizes of a placement, largest first; a linear run is one row. */
export function blocksOf(placement: Placement): BlockSize[] {
  const sizes = new Map<string, BlockSize>();
  const add = (rows: number, columns: number, tiles: number) => {
    const key = `${rows} ${columns}`;
    sizes.set(key, { rows, columns, tiles: (sizes.get(key)?.tiles ?? 0) + tiles });
  };
  if (placement.kind === 'linear') {
    for (const [length, tiles] of partLengths(placement.elements, placement.tiles, 1)) add(1, length, tiles);
  } else {
    for (const [rows, rowTiles] of partLengths(placement.rows, placement.splitRows, 1)) {
      for (const [columns, columnTiles] of partLengths(placement.columns, placement.splitColumns, 1)) {
        add(rows, columns, rowTiles * columnTiles * (placement.copies ?? 1));
      }
    }
  }
  return [...sizes.values()].sort((a, b) => b.rows * b.columns - a.rows * a.columns);
}

/**
 * Length → how many of `parts` have it; empty parts are left out. As `partOf` cuts: of the grains that do not divide, some
 * parts have one more, and the last part ends with the length.
 */
export function partLengths(length: number, parts: number, grain: number): Map<number, number> {
  const grains = Math.ceil(length / grain);
  const least = Math.floor(grains / parts);
  const more = grains - least * parts;
  const last = (more > 0 ? least + 1 : least) * grain - (grains * grain - length);
  const lengths = new Map<number, number>();
  const add = (each: number, count: number) => {
    if (each > 0 && count > 0) lengths.set(each, (lengths.get(each) ?? 0) + count);
  };
  add(least * grain, parts - more - (more > 0 ? 0 : 1));
  add((least + 1) * grain, Math.max(0, more - 1));
  add(last, 1);
  return lengths;
}

/** Whether a tensor that lies at `place` can be used at `home`: the same blocks, in no fewer copies. */
export function liesAt(place: Placement, home: Placement): boolean {
  if (place.kind === 'linear') {
    return home.kind === 'linear' && place.elements === home.elements && place.tiles === home.tiles;
  }
  return (
    home.kind === 'grid' &&
    place.rows === home.rows &&
    place.columns === home.columns &&
    place.splitRows === home.splitRows &&
    place.splitColumns === home.splitColumns &&
    (place.copies ?? 1) >= (home.copies ?? 1)
  );
}

/** The blocks in one copy: where one of equal tiles works on them. */
export function oneCopy(placement: Placement): Placement {
  if (placement.kind === 'linear' || placement.copies === undefined) return placement;
  const { copies: _, ...blocks } = placement;
  return blocks;
}

/** The placement of the transposed matrix, block by block on the same tiles. */
export function transposedPlacement(placement: Placement): Placement {
  if (placement.kind === 'linear') return placement;
  const { rows, columns, splitRows, splitColumns } = placement;
  return { ...placement, rows: columns, columns: rows, splitRows: splitColumns, splitColumns: splitRows };
}
