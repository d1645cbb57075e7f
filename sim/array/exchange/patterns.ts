/**
 * The transfers of the phases that the array makes, from splits and homes alone: gathers of a product's operands,
 * scatters of partial sums, exchanges of every tile with every other, broadcasts. A product's tiles are a grid; those
 * of one row and K part follow one another, then come the K parts, then the rows (as in osmarks/ipu-stack).
 * A gather of shares that a reduction left spread out is one of homes that lie linearly.
 * Left out: words that stay where they are outside a multicast (a local copy), and blocks of unequal size.
 */
import type { Elements, Transfer } from './receiver-sets.js';

export interface Grid {
  readonly splitM: number;
  readonly splitN: number;
  readonly splitK: number;
}

function tileAt({ splitN, splitK }: Grid, m: number, k: number, n: number): number {
  return (m * splitK + k) * splitN + n;
}

/** `aligned`: a block lies in equal parts on the tiles that want it; `linear`: all blocks in order over all tiles. */
export const HOMES = ['aligned', 'linear'] as const;
export type Homes = (typeof HOMES)[number];

/** One operand's block as each tile wants it, and the words that lie together at both ends. */
export interface Gathered {
  readonly words: number;
  readonly messageWords: number;
  readonly homes: Homes;
}

/** Left blocks go to the tiles of a row and K part, right blocks to those of a column and K part. */
export function gather(grid: Grid, operands: { left?: Gathered; right?: Gathered }): Transfer[] {
  const { left, right } = operands;
  return [
    ...(left === undefined ? [] : gatherInto(leftGroups(grid), left, tilesOf(grid))),
    ...(right === undefined ? [] : gatherInto(rightGroups(grid), right, tilesOf(grid))),
  ];
}

/** A left operand whose rows lie on a tile each, in panels of so many words: each goes where its row and K part are wanted. */
export function gatherRows(grid: Grid, operand: { rows: number; panels: number; panelWords: number }): Transfer[] {
  const groups = leftGroups(grid);
  return range(operand.rows).flatMap((row) =>
    range(operand.panels).map((panel): Transfer => {
      const m = Math.floor((row * grid.splitM) / operand.rows);
      const k = Math.floor((panel * grid.splitK) / operand.panels);
      const receivers = groups[m * grid.splitK + k] as number[];
      return { sender: row, receivers, words: operand.panelWords, elements: 'apart' };
    }),
  );
}

function tilesOf({ splitM, splitN, splitK }: Grid): number {
  return splitM * splitN * splitK;
}

function leftGroups(grid: Grid): number[][] {
  return range(grid.splitM).flatMap((m) =>
    range(grid.splitK).map((k) => range(grid.splitN).map((n) => tileAt(grid, m, k, n))),
  );
}

function rightGroups(grid: Grid): number[][] {
  return range(grid.splitK).flatMap((k) =>
    range(grid.splitN).map((n) => range(grid.splitM).map((m) => tileAt(grid, m, k, n))),
  );
}

function gatherInto(groups: readonly number[][], { words, messageWords, homes }: Gathered, tiles: number): Transfer[] {
  return groups.flatMap((receivers, group) => {
    if (receivers.length === 1 && homes === 'aligned') return [];
    const start = group * words;
    const share = homes === 'aligned' ? words / receivers.length : (groups.length * words) / tiles;
    const senderOf = (word: number) =>
      homes === 'aligned' ? (receivers[Math.floor((word - start) / share)] as number) : Math.floor(word / share);
    return messages(start, words, messageWords, share, homes === 'aligned' ? start : 0).flatMap(
      ({ from, length }): Transfer[] => {
        const sender = senderOf(from + 1e-6);
        const remote = receivers.length === 1 && receivers[0] === sender;
        return remote ? [] : [{ sender, receivers, words: length, elements: 'apart' }];
      },
    );
  });
}

/** Words from `start`, cut where a home ends and after so many; homes are so long, counted from `origin`. */
function messages(start: number, words: number, most: number, home: number, origin: number) {
  const cut: { from: number; length: number }[] = [];
  const end = start + words;
  for (let from = start; from < end; ) {
    const homeEnd = Math.round(origin + (Math.floor((from + 1e-6 - origin) / home) + 1) * home);
    const to = Math.min(from + most, Math.max(homeEnd, from + 1), end);
    cut.push({ from, length: to - from });
    from = to;
  }
  return cut;
}

/** Each tile keeps one of splitK shares of its partial block and sends the others to those that keep them. */
export function scatter(grid: Grid, { words, messageWords }: Omit<Gathered, 'homes'>): Transfer[] {
  const share = Math.ceil(words / grid.splitK);
  return range(grid.splitM).flatMap((m) =>
    range(grid.splitN).flatMap((n) =>
      exchangeAll(
        range(grid.splitK).map((k) => tileAt(grid, m, k, n)),
        share,
        messageWords,
      ),
    ),
  );
}

/** So many words from every tile to every other. */
export function allToAll(tiles: readonly number[], words: number): Transfer[] {
  return exchangeAll(tiles, words, words);
}

function exchangeAll(tiles: readonly number[], words: number, messageWords: number): Transfer[] {
  const receivers = tiles.map((tile) => [tile]);
  return tiles.flatMap((sender, from) =>
    receivers.flatMap((to, at) =>
      at === from
        ? []
        : messages(0, words, messageWords, words, 0).map(
            ({ length }): Transfer => ({ sender, receivers: to, words: length, elements: 'apart' }),
          ),
    ),
  );
}

/** The same words to all tiles, the sender among them. */
export function broadcast(sender: number, tiles: number, { words, messageWords }: Omit<Gathered, 'homes'>): Transfer[] {
  const receivers = range(tiles);
  return messages(0, words, messageWords, words, 0).map(({ length }) => ({
    sender,
    receivers,
    words: length,
    elements: 'apart',
  }));
}

/** The same transfers, of which such a share (0 to 1) is stored where its receivers send from, spread over each sender's. */
export function withClashes(transfers: readonly Transfer[], share: number): Transfer[] {
  const sums = new Map<number, number>();
  return transfers.map((transfer) => {
    const { sender } = transfer;
    const sum = (sums.get(sender) ?? (sender * GOLDEN) % 1) + share;
    sums.set(sender, sum % 1);
    const elements: Elements = sum >= 1 ? 'shared' : 'apart';
    return { ...transfer, elements };
  });
}

/** Fractions of its multiples lie evenly. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
