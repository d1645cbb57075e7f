/**
 * Energy of a unit by block, a cycle: what switched, the clock, leakage.
 * Left out: what a change of a net costs (sim/gates/timing: cells, pins, wires), the tree that brings the clock.
 */
import { BLOCKS, type Block } from '../../../models/hardware/hardware-unit.js';
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { blocksOfNets, switchedEnergyFj } from '../characterise/switching.js';
import type { Netlist } from '../netlist/netlist.js';

export interface BlockEnergy {
  readonly togglesPerCycle: number;
  readonly switchingFj: number;
  /** Of the flip-flops' clock pins: registers alone have it. */
  readonly clockFj: number;
  readonly leakageFj: number;
}

export interface BlockEnergyRequest {
  readonly netlist: Netlist;
  readonly library: CellLibrary;
  /** Changes of each net in `laneCycles` cycles. */
  readonly toggles: Float64Array;
  readonly laneCycles: number;
  /** Of one change of each net. */
  readonly netEnergiesFj: Float64Array;
  /** Of all flip-flops, a cycle. */
  readonly clockFj: number;
  /** How long a cycle leaks. */
  readonly clockHz: number;
}

/** nW for a second are 10^-9 J, 10^6 fJ. */
const FJ_OF_NW_S = 1e6;

/** A unit's energies a cycle; the sum over blocks is the whole. */
export function blockEnergies(request: BlockEnergyRequest): Record<Block, BlockEnergy> {
  const { netlist, toggles, laneCycles, netEnergiesFj, clockFj } = request;
  const blocks = blocksOfNets(netlist);
  const counts = switchedEnergyFj(blocks, new Float64Array(netlist.nets).fill(1), toggles, laneCycles);
  const switching = switchedEnergyFj(blocks, netEnergiesFj, toggles, laneCycles);
  const entries = BLOCKS.map((block): [Block, BlockEnergy] => {
    const clocked = block === 'registers' ? clockFj : 0;
    const energy = { togglesPerCycle: counts[block], switchingFj: switching[block], clockFj: clocked };
    return [block, { ...energy, leakageFj: leakageFj(request, block) }];
  });
  return Object.fromEntries(entries) as Record<Block, BlockEnergy>;
}

function leakageFj({ netlist, library, clockHz }: BlockEnergyRequest, block: Block): number {
  const leakages = new Map(library.cells.map(({ name, leakageNw }) => [name, leakageNw]));
  const leakageNw = netlist.cells
    .filter((placed) => placed.block === block)
    .reduce((total, { cell }) => total + (leakages.get(cell) as number), 0);
  return (leakageNw * FJ_OF_NW_S) / clockHz;
}
