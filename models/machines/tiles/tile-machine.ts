/**
 * What a tiled machine is, as data: every number that the cycle model reads. A machine is made from facts, which
 * say where each number comes from. Left out: what programs do (sim/tile/kernels), energy (models/technologies).
 * "Slot": a worker's turn on the barrel, one bundle; from one to the next as many cycles as there are workers, or the
 * latency of a load where that is longer (sim/tile/barrel.ts).
 */
import { type FactsOf, valuesOf } from '../../fact.js';
import type { OperandWidth } from '../operand-width.js';
import { describedBy, type Provenance } from '../provenance.js';
import type { HostRecord, LinksRecord } from './outside.js';
import type { PowerRecord } from './power.js';

/** One tile: a supervisor and workers on a round-robin barrel, one issue slot each a turn. */
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
  /** From a load to its use: a worker's slots are never closer. */
  readonly loadLatencyCycles: number;
}

/** The accumulating matrix product unit of a tile, one for all workers. */
export interface AmpRecord {
  /** Its arithmetic: a family of models/units. */
  readonly family: string;
  /** Operands that it multiplies, the narrowest first: peaks are those of the first. */
  readonly operands: readonly OperandWidth[];
  readonly outputChannels: number;
  /** Widest input that one issue takes. */
  readonly inputBytesPerIssue: number;
  /** Partials that one issue takes and as many that it returns. */
  readonly partialBytesPerIssue: number;
  /** A bank of the coefficient store: one panel. */
  readonly coefficientBytes: number;
  /** With a second bank the next panel is loaded while workers run, one load a cycle. */
  readonly coefficientBanks: number;
  /** From the last issue of a row to that row's first result. */
  readonly latencyCycles: number;
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
  /** Instructions of the supervisor at a rendezvous with the workers and their launch. */
  readonly rendezvousIssues: number;
}

/** What a one-launch program spends once a call, beyond LaunchRecord. */
export interface SetupRecord {
  /** On the supervisor. */
  readonly setupCycles: number;
  /** On each worker. */
  readonly setupSlots: number;
}

/** Casts between formats. Loops follow from element sizes and load width (sim/tile/kernels/cast). */
export interface CastProgramRecord extends SetupRecord {
  /** As `setupCycles`, where no worker of a linear cast overlaps, and of a packed cast. */
  readonly plainSetupCycles: number;
  readonly packedSetupCycles: number;
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

/** One pass of layer-norm over a row, vectors of `elements` halves dealt to the workers in turn. */
export interface NormPassRecord {
  readonly elements: number;
  /** A vector, and a vector with the residual added on the way. */
  readonly vectorSlots: number;
  readonly fusedVectorSlots: number;
  /** A pair of the narrow loop. */
  readonly pairSlots: number;
  /** Around the loop: entry, sums of the other workers, results, exit; and more where it adds. */
  readonly aroundSlots: number;
  readonly fusedAroundSlots: number;
}

/** Layer-norm: one call, and for each row a launch a pass; apply alone is one launch for all rows. */
export interface LayerNormRecord {
  /** The call without its launches, and the supervisor's part of each launch. */
  readonly callCycles: number;
  readonly launchCycles: number;
  readonly sum: NormPassRecord;
  readonly squares: NormPassRecord;
  readonly apply: NormPassRecord;
  /** Sum and squares take pairs below this width, and where the width is no multiple of a sum's vector. */
  readonly leastWideElements: number;
  /** What a residual costs a pair of any pass. */
  readonly fusedPairSlots: number;
  /** Apply alone. */
  readonly applyAlone: SetupRecord & { readonly rowSlots: number };
}

/** The backward pass of layer-norm: two launches a row; for the gradients of scale and shift one for all rows. */
export interface LayerNormBackwardRecord {
  readonly vectorElements: number;
  /** Float issues of a vector in the sums, in the gradient of the input, in those of scale and shift. */
  readonly sumsFloats: number;
  readonly applyFloats: number;
  readonly parameterFloats: number;
  /** Around the loops of the two launches of a row. */
  readonly sumsAroundSlots: number;
  readonly applyAroundSlots: number;
  /** A vector's columns in the last launch: addresses, clearing, read-out, stores. */
  readonly parameterGroupSlots: number;
}

/** RMS-norm: two launches a row forward and backward; for the scale's gradient one a row, and one for all. */
export interface RmsNormRecord {
  readonly vectorElements: number;
  /** Float issues of a vector: its squares; apply; backward sums and gradient of the input; gradient of the scale. */
  readonly squaresFloats: number;
  readonly applyFloats: number;
  readonly sumsFloats: number;
  readonly gradientFloats: number;
  readonly parameterFloats: number;
  /** Around the loops of a row's launches: those that sum, those that apply. */
  readonly sumsAroundSlots: number;
  readonly applyAroundSlots: number;
  /** A vector's columns in the last launch: addresses, clearing, read-out, stores. */
  readonly parameterGroupSlots: number;
}

/** Batch-norm: groups of channels, and where they are few parts of their rows, dealt to the workers. */
export interface BatchNormRecord extends SetupRecord {
  readonly statisticsElements: number;
  readonly vectorElements: number;
  /** Float issues of a vector: its sum, its centred squares; apply; gradient sums, gradient of the input. */
  readonly sumFloats: number;
  readonly squaresFloats: number;
  readonly applyFloats: number;
  readonly parameterFloats: number;
  readonly backwardFloats: number;
  /** A group beyond its loops, its loads and stores of statistics and parameters included. */
  readonly statisticsGroupSlots: number;
  readonly applyGroupSlots: number;
  readonly parameterGroupSlots: number;
  readonly backwardGroupSlots: number;
}

/** GELU by tanh; a block and the pairs that are left over. */
export interface GeluRecord extends SetupRecord {
  readonly elementsPerBlock: number;
  readonly blockSlots: number;
  /** Of a worker with a block, where the elements are no whole number of blocks. */
  readonly raggedSlots: number;
  /** The worker next in turn takes the pairs, all of them. */
  readonly tailSlots: number;
  readonly pairSlots: number;
  /** fp8 output: more on the supervisor; blocks of so many, each converted and stored at the end. */
  readonly fp8SetupCycles: number;
  readonly fp8ElementsPerBlock: number;
  readonly fp8BlockSlots: number;
}

/** GELU of rows with a bias, a launch a row: set-up is of each launch. */
export interface BiasGeluRecord extends SetupRecord {
  /** A worker's row beyond its vectors and set-up. */
  readonly rowSlots: number;
  /** Quads, where they fill the row. */
  readonly quadSlots: number;
  readonly vectorElements: number;
  /** Else blocks, and pairs as in GELU. */
  readonly elementsPerBlock: number;
  readonly blockSlots: number;
  readonly tailSlots: number;
  readonly pairSlots: number;
}

/** Softmax of whole rows: a row belongs to a worker, blocks of keys, two passes. */
export interface SoftmaxRecord extends SetupRecord {
  readonly elementsPerBlock: number;
  /** A row beyond its blocks; a block of each pass, loads and stores included. */
  readonly rowSlots: number;
  readonly maximumBlockSlots: number;
  readonly exponentialBlockSlots: number;
  /** The last block where keys do not fill it: pairs of each pass, an odd key, pairs of zeros behind. */
  readonly maximumPairSlots: number;
  readonly exponentialPairSlots: number;
  readonly oddKeySlots: number;
  readonly zeroPairSlots: number;
  /** A block of padding alone. */
  readonly paddedBlockSlots: number;
  /** Cross-entropy: the label's part of a row. */
  readonly lossRowSlots: number;
  /** A row in parts: a partial maximum or sum of it, and float issues of a block multiplied by what all parts sum to. */
  readonly partSlots: number;
  readonly scaleFloats: number;
  /** Backward: float issues of a block in the sum of products, and in the gradient. */
  readonly backwardSumFloats: number;
  readonly backwardApplyFloats: number;
}

/** Programs other than GEMM. */
export interface ProgramsRecord {
  readonly elementWise: SetupRecord;
  /** Per group beyond its loads and stores: addresses, loop, read-out. */
  readonly reduce: SetupRecord & { readonly elementsPerGroup: number; readonly groupSlots: number };
  readonly copy: SetupRecord;
  readonly patch: SetupRecord & { readonly wordSlots: number; readonly wordBytes: number };
  readonly cast: CastProgramRecord;
  /** Per block of a row beyond its loads and stores: shuffles. */
  readonly transpose: SetupRecord & { readonly elementsPerBlock: number; readonly shuffleSlots: number };
  /** Per piece beyond its copies: table entry, address, loop. */
  readonly gather: SetupRecord & { readonly pieceSlots: number };
  /** Per vector of outputs beyond loads and store: addresses of the window. */
  readonly maxPool: SetupRecord & { readonly vectorSlots: number };
  readonly layerNorm: LayerNormRecord;
  readonly gelu: GeluRecord;
  readonly biasGelu: BiasGeluRecord;
  readonly softmax: SoftmaxRecord;
  readonly layerNormBackward: LayerNormBackwardRecord;
  readonly rmsNorm: RmsNormRecord;
  readonly batchNorm: BatchNormRecord;
  /** A quad of the gradient, and what a bias adds to it and a launch a row; pairs where a row is no multiple of four. */
  readonly geluBackward: SetupRecord & {
    readonly quadSlots: number;
    readonly biasSlots: number;
    readonly pairSlots: number;
    readonly rowSlots: number;
    /** Of a quad. */
    readonly vectorElements: number;
  };
  /** Per vector of outputs beyond its loads; float issues of an input of the window once its maximum is known. */
  readonly maxPoolBackward: SetupRecord & { readonly vectorSlots: number; readonly inputFloats: number };
  /** Sums of products of vectors, not on the AMP: per vector of outputs beyond its products, its store included. */
  readonly vectorProducts: SetupRecord & { readonly vectorSlots: number; readonly vectorElements: number };
  /** Per patch beyond its loads: its address. The rest is as in reduce. */
  readonly patchSum: SetupRecord & { readonly tapSlots: number };
  /** Largest magnitudes: float issues of a vector of one access; per part of a group, beyond its vectors and its store. */
  readonly amax: SetupRecord & { readonly vectorFloats: number; readonly partSlots: number };
  /** What one issue of the generator gives. */
  readonly randomBits: SetupRecord & { readonly bytesPerIssue: number };
}

/** Tile-to-tile exchange: statically timed words over a full-duplex fabric. */
export interface ExchangeRecord {
  readonly bytesPerCycle: number;
  /** What schedules lose: of blocks that go to several tiles each, and of tiles that send each other words of their own. */
  readonly multicast: ExchangeLosses;
  readonly pairwise: ExchangeLosses;
  /** Of what a tile stores, the share in an SRAM element that one home is sent from, by the share of memory that is taken. */
  readonly clashPerOccupied: number;
  readonly latencyCycles: number;
  /** A phase beyond its schedule: barrier, entry and exit. */
  readonly phaseCycles: number;
  /** Waiting for the slowest tile beyond the modelled difference of work. */
  readonly skewCycles: number;
  readonly tables: ExchangeTablesRecord;
}

/** What a static schedule takes beyond its payload. */
export interface ExchangeLosses {
  /** Cycles a sender that a receiver turns to. */
  readonly turnCycles: number;
  /** Of the payload, lost where many senders want many receivers and each is asked for by one at a time. */
  readonly contention: number;
  /** Of the payload that is stored where its receiver sends from: cycles in which neither goes on. */
  readonly clash: number;
}

/** What the static programs of the exchange take of a tile's SRAM. */
export interface ExchangeTablesRecord {
  /** A phase on each tile. */
  readonly phaseBytes: number;
  /** A transfer that a tile sends, and more for one of more words. */
  readonly sendBytes: number;
  readonly longSendBytes: number;
  readonly longSendWords: number;
  /** A sender that a tile turns to, and an address where what comes is not next to what came. */
  readonly receiveBytes: number;
  readonly addressBytes: number;
}

/** Everything that the cycle model and the pricing of a run read. */
export interface TileNumbers {
  readonly tiles: number;
  readonly clockHz: number;
  readonly power: PowerRecord;
  readonly tile: TileRecord;
  readonly amp: AmpRecord;
  readonly gemm: GemmProgramRecord;
  readonly launch: LaunchRecord;
  readonly programs: ProgramsRecord;
  readonly exchange: ExchangeRecord;
  readonly host: HostRecord;
  readonly links: LinksRecord;
}

/** A machine of equal tiles that alternates compute, sync and exchange (bulk-synchronous). */
export interface TileMachine extends TileNumbers, Provenance {
  readonly kind: 'tiles';
  readonly name: string;
  readonly summary: string;
}

export function tileMachine(name: string, summary: string, facts: FactsOf<TileNumbers>): TileMachine {
  return { kind: 'tiles', name, summary, ...valuesOf<TileNumbers>(facts), ...describedBy(facts) };
}
