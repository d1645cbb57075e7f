/**
 * A unit as cells of a library: cells, area, depth and delay, whole and by block of the datapath, with what it follows
 * from. Left out: the netlist itself, energies of operands (records/characterisation.ts).
 */
import type { Block } from '../models/hardware/hardware-unit.js';

export const SYNTHESIS_SCHEMA = 'octile.synthesis/1.0';

export interface Synthesis {
  readonly schema: typeof SYNTHESIS_SCHEMA;
  readonly unit: string;
  readonly library: string;
  /** The same again give the same netlist. */
  readonly from: {
    readonly unitSha256: string;
    readonly verilogSha256: string;
    readonly librarySha256: string;
    readonly scriptSha256: string;
    readonly yosys: string;
  };
  readonly netlistSha256: string;
  readonly productsPerStep: number;
  readonly pipelineStages: number;
  readonly cells: number;
  readonly flipFlops: number;
  /** In the unit of the library: square micrometres or two-input NAND gates. */
  readonly areaUnit: 'um2' | 'nand2';
  readonly area: number;
  readonly areaPerMac: number;
  /** Cells on the longest path between registers. */
  readonly depth: number;
  readonly blocks: readonly SynthesisedBlock[];
  /** Where the library has delays and energies. */
  readonly electrical?: SynthesisedElectrical;
}

export interface SynthesisedBlock {
  readonly block: Block;
  readonly cells: number;
  readonly area: number;
  /** The block's own cells in a row. */
  readonly depth: number;
}

export interface SynthesisedElectrical {
  readonly wireFfPerFanOut: number;
  readonly voltageV: number;
  /** Shortest clock period: clock to data and setup, ideal clock, no sizing of cells to their loads. */
  readonly cyclePs: number;
  readonly leakageNw: number;
  /** A cycle, whatever the data: flip-flops and, assumed, the tree that brings the clock. */
  readonly clockFj: { readonly flipFlops: number; readonly tree: number };
}
