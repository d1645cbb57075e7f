/**
 * Energy of what switched: toggles of nets times the energy of a toggle, by block of the datapath. A net belongs to the
 * block of the cell that drives it, an input of the unit to that of the first cell that reads it.
 * Left out: clock and leakage.
 */
import { BLOCKS, type Block } from '../../../models/hardware/hardware-unit.js';
import type { Netlist } from '../netlist/netlist.js';

export type EnergyByBlock = Readonly<Record<Block, number>>;

/** Of each net an index into BLOCKS; those that nothing drives or reads count for the first. */
export function blocksOfNets({ nets, cells }: Netlist): Uint8Array {
  const blocks = new Uint8Array(nets);
  const known = new Uint8Array(nets);
  const mark = (net: number, block: Block): void => {
    if (net < 0 || known[net] === 1) return;
    blocks[net] = BLOCKS.indexOf(block);
    known[net] = 1;
  };
  for (const { outputs, block } of cells) for (const net of outputs) mark(net, block);
  for (const { inputs, block } of cells) for (const net of inputs) mark(net, block);
  return blocks;
}

/** @param toggles of each net, over `unitCycles` cycles of a unit @returns fJ a cycle of a unit */
export function switchedEnergyFj(
  blocks: Uint8Array,
  toggleFj: Float64Array,
  toggles: Float64Array,
  unitCycles: number,
): EnergyByBlock {
  const sums = new Float64Array(BLOCKS.length);
  for (let net = 0; net < blocks.length; net++) sums[blocks[net]] += toggles[net] * toggleFj[net];
  return Object.fromEntries(BLOCKS.map((block, at) => [block, sums[at] / unitCycles])) as EnergyByBlock;
}

/** Over all blocks. */
export function totalFj(energy: EnergyByBlock): number {
  return BLOCKS.reduce((sum, block) => sum + energy[block], 0);
}
