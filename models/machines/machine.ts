/**
 * What a tiled machine is, as data: every number that the cycle model reads, and where it comes from.
 * `sources` names a source for each numeric field by its path; a test holds that none is missing.
 * Left out: what programs do (sim/tile/programs), energy (models/technologies).
 */

/** One tile: a supervisor and workers on a round-robin barrel, one issue slot each per `workers` cycles. */
export interface TileRecord {
  readonly workers: number;
  readonly sramBytes: number;
  /** One access a cycle each; simultaneous accesses of one bundle must address different elements. */
  readonly sramElementBytes: number;
  /** From this offset on elements are interleaved in pairs and can be read two at a time. */
  readonly interleavedFromByte: number;
  /** SRAM that programs, tables and the runtime hold. */
  readonly reservedBytes: number;
  readonly loadBytes: number;
  readonly interleavedLoadBytes: number;
}

/** The accumulating matrix product unit of a tile. */
export interface AmpRecord {
  readonly family: string;
  readonly outputChannels: number;
  readonly issuesPerRow: number;
  readonly inputBytesPerIssue: number;
  readonly partialBytesPerIssue: number;
  readonly coefficientBytes: number;
}

/** Slots and cycles of the GEMM program that do not follow from the other fields. */
export interface GemmProgramRecord {
  readonly callCycles: number;
  readonly packedCallCycles: number;
  readonly panelSyncCycles: number;
  readonly packedPanelSyncCycles: number;
  readonly entrySlots: number;
  readonly fillSlots: number;
  readonly loopSlots: number;
  readonly drainSlots: number;
  readonly exitSlots: number;
  readonly idleWorkerSlots: number;
  readonly packedEntrySlots: number;
  readonly packedPieceSlots: number;
  readonly packedRowsPerBlock: number;
}

/** A program that is one launch: workers take vectors of `elementsPerVector`, strided. */
export interface VectorProgramRecord {
  readonly callCycles: number;
  readonly elementsPerVector: number;
  /** Slots a worker spends once, whatever its share. */
  readonly overheadSlots: number;
  /** Bundles a vector; the record that uses it says what each does. */
  readonly slotsPerVector: number;
}

/** Tile-to-tile exchange: statically timed words over a full-duplex fabric. */
export interface ExchangeRecord {
  readonly bytesPerCycle: number;
  /** Payload cycles ÷ scheduled cycles, for gathers and for scatters of partial sums. */
  readonly gatherEfficiency: number;
  readonly reductionEfficiency: number;
  readonly latencyCycles: number;
  /** A phase beyond its schedule: barrier, entry and exit. */
  readonly phaseCycles: number;
  /** Waiting for the slowest tile beyond the modelled difference of work. */
  readonly skewCycles: number;
}

/** A machine of equal tiles that alternates compute, sync and exchange (bulk-synchronous). */
export interface TileMachine {
  readonly kind: 'tiles';
  readonly name: string;
  readonly summary: string;
  readonly tiles: number;
  readonly clockHz: number;
  readonly tile: TileRecord;
  readonly amp: AmpRecord;
  readonly gemm: GemmProgramRecord;
  readonly exchange: ExchangeRecord;
  /** Path of a numeric field → document and place, or "assumed, because …". */
  readonly sources: Readonly<Record<string, string>>;
}
