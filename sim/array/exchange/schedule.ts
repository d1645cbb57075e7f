/**
 * A static schedule of one exchange phase: when each transfer leaves, so that no sender and no receiver has two at once.
 * A word a cycle each way; a multicast leaves once and is taken by all its receivers, each at its own distance, so a
 * receiver that turns from one sender to the next loses what the two distances differ by where they differ most.
 * The order: of the sets of receivers, the one that is free first, the one with more to receive where two are; for it,
 * the transfer that is stored first at its last receiver, of the sender with more to send where two are.
 * Where a transfer is stored in an SRAM element that its receivers send from, the two exclude each other.
 * Left out: two receives or a fetch in one element, alignment of instructions, filling of lanes' gaps left behind, the
 * few cycles that a paired transfer's route is longer.
 * Source: models/machines/tiles/ipu21-fabric.ts, which names the documents.
 */
import { IPU21_FABRIC as FABRIC } from '../../../models/machines/tiles/ipu21-fabric.js';
import { addInterval, clearFrom, forgetBefore, type Intervals, noIntervals } from './intervals.js';
import { allRoutes, partnerOf, type Routes } from './places.js';
import { createQueue, type Queue } from './queue.js';
import { mayBePaired, type Piece, type ReceiverSet, receiverSets, type Transfer, type Width } from './receiver-sets.js';

/** A piece of a transfer in its place: its words leave one an event (or two, where it borrows its partner's lane). */
export interface PlacedSend {
  readonly sender: number;
  readonly receivers: Int32Array;
  readonly leaves: number;
  readonly items: number;
  readonly words: number;
  readonly borrows: boolean;
  readonly shared: boolean;
}

export interface Schedule {
  /** From the phase's first event to the last store. */
  readonly cycles: number;
  readonly width: Width;
  /** Of the busiest receiver. */
  readonly receivedWords: number;
  /** Cycles in which each tile sends (a borrowed lane too) and receives. */
  readonly sendCycles: Int32Array;
  readonly receiveCycles: Int32Array;
  readonly sends: readonly PlacedSend[];
}

/** The shorter of the two widths; a wide one where no transfer may be paired is not tried. */
export function scheduleTransfers(transfers: readonly Transfer[]): Schedule {
  const ordinary = scheduleAt('ordinary', transfers);
  if (!transfers.some(mayBePaired)) return ordinary;
  const paired = scheduleAt('paired', transfers);
  return paired.cycles < ordinary.cycles ? paired : ordinary;
}

/** Transfers that may not be paired go at ordinary width. */
export function scheduleAt(width: Width, transfers: readonly Transfer[]): Schedule {
  const phase = createPhase(width, transfers);
  for (;;) {
    const set = phase.queue.pop();
    if (set === undefined) return finished(phase);
    serve(phase, phase.sets[set] as ReceiverSet);
  }
}

interface Phase {
  readonly width: Width;
  readonly routes: Routes;
  readonly sets: readonly ReceiverSet[];
  readonly queue: Queue;
  /** Events from which a tile may send, and select another source. */
  readonly sendFree: Int32Array;
  readonly selectFree: Int32Array;
  /** Events at which a tile's sends read, and at which it stores where its sends may read. */
  readonly reads: readonly Intervals[];
  readonly sharedStores: readonly Intervals[];
  /** Issues of the supervisor for controls so far. */
  readonly controls: Int32Array;
  readonly sendLeft: Float64Array;
  readonly receivedWords: Int32Array;
  readonly sendCycles: Int32Array;
  readonly receiveCycles: Int32Array;
  readonly sends: PlacedSend[];
  lastStore: number;
}

function createPhase(width: Width, transfers: readonly Transfer[]): Phase {
  const routes = allRoutes();
  const numbers = () => new Int32Array(routes.tiles);
  const sets = receiverSets(width, transfers);
  const sendLeft = new Float64Array(routes.tiles);
  for (const { sender, words } of transfers) sendLeft[sender] = (sendLeft[sender] as number) + words;
  const queue = createQueue();
  for (const { index, leftWords } of sets) queue.push(index, 0, leftWords);
  return {
    width,
    routes,
    sets,
    queue,
    sendFree: numbers(),
    selectFree: numbers(),
    reads: Array.from({ length: routes.tiles }, noIntervals),
    sharedStores: Array.from({ length: routes.tiles }, noIntervals),
    controls: numbers(),
    sendLeft,
    receivedWords: numbers(),
    sendCycles: numbers(),
    receiveCycles: numbers(),
    sends: [],
    lastStore: 0,
  };
}

const RECEIVE_CONTROLS = FABRIC.receiveControlCycles + FABRIC.pointerCycles;

/** Schedules the set's best transfer, unless another set can be served before it. */
function serve(phase: Phase, set: ReceiverSet): void {
  if (set.senders.length === 0) return;
  const next = bestSender(phase, set);
  const again = phase.queue.peek();
  if (again !== undefined && next.selects > again) {
    phase.queue.push(set.index, next.selects, set.leftWords);
    return;
  }
  send(phase, set, next.place, next.leaves);
  if (set.senders.length > 0) phase.queue.push(set.index, next.selects + next.items, set.leftWords);
}

interface Choice {
  readonly place: number;
  /** The sender's event, and that of its last receiver. */
  readonly leaves: number;
  readonly selects: number;
  readonly items: number;
}

function bestSender(phase: Phase, set: ReceiverSet): Choice {
  const { senders, pieces } = set;
  let [best, bestLeaves, bestSelects, bestLeft] = [-1, 0, Infinity, 0];
  for (let place = 0; place < senders.length; place++) {
    const sender = senders[place] as number;
    const leaves = earliest(phase, set, sender, nextPiece(pieces[place] as Piece[]));
    const selects = leaves + farthest(phase, set, sender);
    const left = phase.sendLeft[sender] as number;
    if (selects < bestSelects || (selects === bestSelects && left > bestLeft)) {
      [best, bestLeaves, bestSelects, bestLeft] = [place, leaves, selects, left];
    }
  }
  return { place: best, leaves: bestLeaves, selects: bestSelects, items: nextPiece(pieces[best] as Piece[]).items };
}

function nextPiece(pieces: readonly Piece[]): Piece {
  return pieces[pieces.length - 1] as Piece;
}

function farthest({ routes }: Phase, { receivers }: ReceiverSet, sender: number): number {
  let most = -Infinity;
  for (let i = 0; i < receivers.length; i++) {
    const cycles = routes.select[sender * routes.tiles + (receivers[i] as number)] as number;
    if (cycles > most) most = cycles;
  }
  return most;
}

/** The first event at which a piece may leave: lanes, controls and receivers free, and no element used twice. */
function earliest(phase: Phase, { receivers }: ReceiverSet, sender: number, piece: Piece): number {
  const { routes, sendFree, selectFree, controls } = phase;
  let leaves = Math.max(sendFree[sender] as number, controls[sender] as number);
  if (piece.borrows) leaves = Math.max(leaves, sendFree[partnerOf(sender)] as number);
  for (let i = 0; i < receivers.length; i++) {
    const receiver = receivers[i] as number;
    const cycles = routes.select[sender * routes.tiles + receiver] as number;
    const free = Math.max(selectFree[receiver] as number, controls[receiver] as number) - cycles;
    if (free > leaves) leaves = free;
  }
  for (;;) {
    const clear = clearOfElements(phase, receivers, sender, piece, leaves);
    if (clear === leaves) return leaves;
    leaves = clear;
  }
}

function clearOfElements(phase: Phase, receivers: Int32Array, sender: number, piece: Piece, at: number): number {
  const { routes } = phase;
  let leaves = clearFrom(phase.sharedStores[sender] as Intervals, at, piece.items);
  if (!piece.shared) return leaves;
  for (let i = 0; i < receivers.length; i++) {
    const receiver = receivers[i] as number;
    const under = (routes.select[sender * routes.tiles + receiver] as number) + (routes.store[receiver] as number);
    leaves = clearFrom(phase.reads[receiver] as Intervals, leaves + under, piece.items) - under;
  }
  return leaves;
}

function send(phase: Phase, set: ReceiverSet, place: number, leaves: number): void {
  const sender = set.senders[place] as number;
  const own = set.pieces[place] as Piece[];
  const piece = own.pop() as Piece;
  const { items, words, borrows, shared } = piece;
  phase.sends.push({ sender, receivers: set.receivers, leaves, items, words, borrows, shared });
  leave(phase, sender, piece, leaves);
  for (const receiver of set.receivers) arrive(phase, sender, receiver, piece, leaves);
  set.leftWords -= words;
  if (own.length > 0) return;
  set.senders[place] = set.senders.at(-1) as number;
  set.pieces[place] = set.pieces.at(-1) as Piece[];
  set.senders.pop();
  set.pieces.pop();
}

function leave(phase: Phase, sender: number, { items, words, borrows, controlCycles }: Piece, leaves: number): void {
  const ends = leaves + Math.max(items, controlCycles);
  for (const lane of borrows ? [sender, partnerOf(sender)] : [sender]) {
    phase.sendFree[lane] = ends;
    add(phase.sendCycles, lane, items);
  }
  addInterval(phase.reads[sender] as Intervals, leaves, leaves + items);
  forgetBefore(phase.sharedStores[sender] as Intervals, ends);
  add(phase.controls, sender, controlCycles);
  phase.sendLeft[sender] = (phase.sendLeft[sender] as number) - words;
}

function arrive(phase: Phase, sender: number, receiver: number, { items, words, shared }: Piece, leaves: number): void {
  const { routes } = phase;
  const selects = leaves + (routes.select[sender * routes.tiles + receiver] as number);
  const stores = selects + (routes.store[receiver] as number);
  phase.selectFree[receiver] = selects + Math.max(items, RECEIVE_CONTROLS);
  phase.lastStore = Math.max(phase.lastStore, stores + items);
  if (shared) addInterval(phase.sharedStores[receiver] as Intervals, stores, stores + items);
  forgetBefore(phase.reads[receiver] as Intervals, stores + items);
  add(phase.controls, receiver, RECEIVE_CONTROLS);
  add(phase.receivedWords, receiver, words);
  add(phase.receiveCycles, receiver, items);
}

function add(counts: Int32Array, tile: number, more: number): void {
  counts[tile] = (counts[tile] as number) + more;
}

function finished({ width, lastStore, receivedWords, sendCycles, receiveCycles, sends }: Phase): Schedule {
  const most = receivedWords.reduce((a, b) => Math.max(a, b), 0);
  return { cycles: lastStore, width, receivedWords: most, sendCycles, receiveCycles, sends };
}
