/**
 * Transfers sorted by the receivers that they share, cut into pieces that one instruction sequence carries.
 * Source: models/machines/tiles/ipu21-fabric.ts, which names the documents.
 */
import { IPU21_FABRIC as FABRIC } from '../../../models/machines/tiles/ipu21-fabric.js';
import { partnerOf } from './places.js';

export const WIDTHS = ['ordinary', 'paired'] as const;
export type Width = (typeof WIDTHS)[number];

/** Where a receiver stores: apart from the SRAM elements that it sends from meanwhile, or in one of them. */
export const ELEMENTS = ['apart', 'shared'] as const;
export type Elements = (typeof ELEMENTS)[number];

/** Words from one tile to others, one address each. Transfers to the same tiles may share one list: it is faster. */
export interface Transfer {
  readonly sender: number;
  readonly receivers: readonly number[];
  readonly words: number;
  readonly elements: Elements;
}

/** Receivers of whole pairs, an even number of words, enough items, and the partner not among the receivers. */
export function mayBePaired({ sender, receivers, words }: Transfer): boolean {
  if (words % 2 !== 0 || words < 2 * FABRIC.leastPairedItems) return false;
  const tiles = new Set(receivers);
  return !tiles.has(partnerOf(sender)) && !tiles.has(sender) && receivers.every((tile) => tiles.has(partnerOf(tile)));
}

/** A piece of a transfer: it fits one instruction sequence. */
export interface Piece {
  /** Items: words, or pairs of words. */
  readonly items: number;
  readonly words: number;
  readonly borrows: boolean;
  readonly shared: boolean;
  readonly controlCycles: number;
}

/** What goes to the same receivers, by sender, in the order given. */
export interface ReceiverSet {
  readonly index: number;
  readonly receivers: Int32Array;
  readonly senders: number[];
  readonly pieces: Piece[][];
  leftWords: number;
}

export function receiverSets(width: Width, transfers: readonly Transfer[]): ReceiverSet[] {
  const byList = new Map<readonly number[], ReceiverSet>();
  const byTiles = new Map<string, ReceiverSet>();
  const sets: ReceiverSet[] = [];
  const setOf = (receivers: readonly number[]): ReceiverSet => {
    const known = byList.get(receivers);
    if (known !== undefined) return known;
    const tiles = receivers.toSorted((a, b) => a - b);
    const key = tiles.join(' ');
    let set = byTiles.get(key);
    if (set === undefined) {
      set = { index: sets.length, receivers: Int32Array.from(tiles), senders: [], pieces: [], leftWords: 0 };
      sets.push(set);
      byTiles.set(key, set);
    }
    byList.set(receivers, set);
    return set;
  };
  const places = new Map<number, number>();
  for (const transfer of transfers) {
    const set = setOf(transfer.receivers);
    const key = set.index * FABRIC.tiles + transfer.sender;
    let place = places.get(key);
    if (place === undefined) {
      place = set.senders.push(transfer.sender) - 1;
      set.pieces.push([]);
      places.set(key, place);
    }
    (set.pieces[place] as Piece[]).push(...piecesOf(width, transfer));
    set.leftWords += transfer.words;
  }
  for (const { pieces } of sets) for (const of of pieces) of.reverse();
  return sets;
}

function piecesOf(width: Width, transfer: Transfer): Piece[] {
  const borrows = width === 'paired' && mayBePaired(transfer);
  const most = FABRIC.mostTransferWords * (borrows ? 2 : 1);
  const count = Math.ceil(transfer.words / most);
  return Array.from({ length: count }, (_, i) => {
    const words = Math.min(most, transfer.words - i * most);
    const items = borrows ? words / 2 : words;
    const continued = Math.ceil(Math.max(0, items - FABRIC.sendWords) / FABRIC.continuedSendWords);
    return {
      items,
      words,
      borrows,
      shared: transfer.elements === 'shared',
      controlCycles: FABRIC.sendControlCycles * (1 + continued),
    };
  });
}
