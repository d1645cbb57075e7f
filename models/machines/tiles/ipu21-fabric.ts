/**
 * The exchange fabric of the IPU21 as a static schedule meets it: where tiles lie, how long a word is under way, and
 * what a message costs its endpoints. Cycles are exchange events: one word of 32 bits each.
 * S = github osmarks/ipu-stack (September 2026), whose schedules run on a C600.
 * Left out: conflicts of sends, receives and instruction fetch in one SRAM element; alignment of instructions.
 */
import { documented, type FactsOf, valuesOf } from '../../fact.js';

const ROUTES =
  'osmarks/ipu-stack crates/ipu-target/src/ipu21/fabric.rs (route times of the vendor’s fabric, recovered)';
const PLACES = 'osmarks/ipu-stack crates/ipu-target/src/c600.rs: logical to physical tiles';
const COSTS = 'osmarks/ipu-stack crates/ipu-target/src/ipu21/costs.rs';
const ENCODING = 'osmarks/ipu-stack docs/EXCHANGE_INSTRUCTION_REFERENCE.md';

export interface FabricRecord {
  /** Tiles with work: rows of slots, a slot of which pairs of columns lie side by side. */
  readonly tiles: number;
  readonly rows: number;
  readonly slotsPerRow: number;
  readonly columns: number;
  /** Cycles from a word's select at a receiver to its store: so many, and so many a row of the receiver. */
  readonly storeCycles: number;
  readonly cyclesPerRow: number;
  /** From a send to the select at the receiver: per column of the edge bus and of the route, and a constant before all. */
  readonly cyclesPerEdgeColumn: number;
  readonly cyclesPerRouteColumn: number;
  readonly leadCycles: number;
  /** Issues of the supervisor: a send, its continuation, a receive (select and neutral), a new address. */
  readonly sendControlCycles: number;
  readonly receiveControlCycles: number;
  readonly pointerCycles: number;
  /** Words of the first send instruction, of each that continues it, and of a whole transfer at most. */
  readonly sendWords: number;
  readonly continuedSendWords: number;
  readonly mostTransferWords: number;
  /** Items of a paired transfer (64 bits) at least. */
  readonly leastPairedItems: number;
}

const FACTS: FactsOf<FabricRecord> = {
  tiles: documented(1472, PLACES),
  rows: documented(23, PLACES),
  slotsPerRow: documented(64, PLACES),
  columns: documented(16, PLACES),
  storeCycles: documented(52, `${ENCODING}: payload arrives 52 + 2 × row events after its source is selected`),
  cyclesPerRow: documented(2, ROUTES),
  cyclesPerEdgeColumn: documented(4, ROUTES),
  cyclesPerRouteColumn: documented(6, ROUTES),
  leadCycles: documented(34, ROUTES),
  sendControlCycles: documented(2, COSTS),
  receiveControlCycles: documented(2, COSTS),
  pointerCycles: documented(1, COSTS),
  sendWords: documented(64, `${ENCODING}: send has six bits of words`),
  continuedSendWords: documented(4096, `${ENCODING}: sendoff has twelve bits of words`),
  mostTransferWords: documented(4148, 'osmarks/ipu-stack: longest transfer that its exchange accepts'),
  leastPairedItems: documented(64, 'osmarks/ipu-stack: paired transfers of 128 words and more'),
};

export const IPU21_FABRIC: FabricRecord = valuesOf(FACTS);
