/**
 * What a tiled machine is, as data: every number that the cycle model reads, and where it comes from.
 * `sources` names a source for each numeric field by its path; a test holds that none is missing.
 * Left out: what programs do (sim/tile/programs), energy (models/technologies).
 * "Slot": a worker's turn on the barrel, one bundle; `workers` cycles from one turn to the next.
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
  /** One access of a worker, or of the supervisor in standard memory. */
  readonly loadBytes: number;
  /** One access of the supervisor in interleaved memory. */
  readonly interleavedLoadBytes: number;
}

/** The accumulating matrix product unit of a tile, one for all workers. */
export interface AmpRecord {
  /** Its arithmetic: a family of models/units. */
  readonly family: string;
  readonly outputChannels: number;
  /** Widest input that one issue takes. */
  readonly inputBytesPerIssue: number;
  /** Partials that one issue takes and as many that it returns. */
  readonly partialBytesPerIssue: number;
  /** The coefficient store: one panel, no second bank. */
  readonly coefficientBytes: number;
  /** Slots of one worker between the last issue of its first row and that row's first result. */
  readonly pipelineSlots: number;
}

/** Slots and cycles of the GEMM program that do not follow from the other fields. */
export interface GemmProgramRecord {
  /** A call: frame set-up, final rendezvous, restoring registers and the measurement's own sampling. */
  readonly callCycles: number;
  readonly packedCallCycles: number;
  /** Instructions that the supervisor issues during a call's cycles; it waits in the others. */
  readonly callIssues: number;
  /** Per panel: rendezvous with the workers and launch, beside the coefficient loads. */
  readonly panelSyncCycles: number;
  readonly packedPanelSyncCycles: number;
  readonly entrySlots: number;
  /** Clearing the accumulators or setting up the first partials. */
  readonly clearSlots: number;
  /** The hardware loop's own instruction. */
  readonly loopSlots: number;
  readonly exitSlots: number;
  /** A worker without rows. */
  readonly idleWorkerSlots: number;
  readonly packedEntrySlots: number;
  /** Addresses of a new piece, at every boundary of the packed output. */
  readonly packedPieceSlots: number;
  readonly packedRowsPerBlock: number;
}

/** A call of a program with one launch: what every such call costs. */
export interface LaunchRecord {
  /** Call, both rendezvous and sampling on the supervisor. */
  readonly callCycles: number;
  readonly callIssues: number;
  readonly entrySlots: number;
  readonly exitSlots: number;
}

/** What a one-launch program spends once a call, beyond LaunchRecord. */
export interface SetupRecord {
  /** On the supervisor. */
  readonly setupCycles: number;
  /** On each worker. */
  readonly setupSlots: number;
}

/** Casts between formats. Loops follow from element sizes and load width (sim/tile/programs/cast.ts). */
export interface CastProgramRecord extends SetupRecord {
  readonly elementsPerVector: number;
  /** A worker with fewer vectors takes the loop without overlap. */
  readonly leastPipelinedVectors: number;
  readonly panelColumns: number;
  /** A worker with fewer rows takes the loop without overlap. */
  readonly leastPipelinedRows: number;
  /** Per panel around the row loop, overlapped and plain. */
  readonly pipelinedPanelSlots: number;
  readonly panelSlots: number;
  /** A row of a last panel that is not full. */
  readonly tailRowSlots: number;
  /** Workers take whole panels with at most so many rows and at least so many panels. */
  readonly mostWholePanelRows: number;
  readonly leastWholePanels: number;
}

/** Programs other than GEMM. */
export interface ProgramsRecord {
  readonly elementWise: SetupRecord;
  /** Per group beyond its loads and stores: addresses, loop, read-out. */
  readonly reduce: SetupRecord & { readonly elementsPerGroup: number; readonly groupSlots: number };
  readonly copy: SetupRecord;
  readonly patch: SetupRecord & { readonly wordSlots: number };
  readonly cast: CastProgramRecord;
  /** Per block of a row beyond its loads and stores: shuffles. */
  readonly transpose: SetupRecord & { readonly elementsPerBlock: number; readonly shuffleSlots: number };
  /** Per piece beyond its copies: table entry, address, loop. */
  readonly gather: SetupRecord & { readonly pieceSlots: number };
  /** Per vector of outputs beyond loads and store: addresses of the window. */
  readonly maxPool: SetupRecord & { readonly vectorSlots: number };
  /** Per row beyond its blocks; per block of each pass, loads and stores included. */
  readonly softmax: SetupRecord & {
    readonly elementsPerBlock: number;
    readonly rowSlots: number;
    readonly maximumBlockSlots: number;
    readonly exponentialBlockSlots: number;
    readonly lossRowSlots: number;
  };
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
  readonly launch: LaunchRecord;
  readonly programs: ProgramsRecord;
  readonly exchange: ExchangeRecord;
  /** Path of a numeric field → document and place, or "assumed, because …". */
  readonly sources: Readonly<Record<string, string>>;
  /** Path of each calibrated field → the measured cases that it was fitted to. */
  readonly calibratedOn: Readonly<Record<string, readonly string[]>>;
}
