/**
 * How long a cycle must be, and how deep the unit and its blocks are.
 * Left out: uncertainty of the clock, hold, paths from operands that arrive late and of results that leave late.
 */
import { BLOCKS, type Block } from '../../../models/hardware/hardware-unit.js';
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import type { Netlist } from '../netlist/netlist.js';
import { netArrivals } from './arrivals.js';
import { kindsOf, mustHaveEnergies, netLoads } from './loads.js';
import { along } from './table.js';

/**
 * From a clock edge, at which operands change too, to the latest data with its setup, or to the latest result.
 * @param wireFf of wire for each pin that reads a net
 */
export function cyclePs(netlist: Netlist, library: CellLibrary, wireFf: number): number {
  mustHaveEnergies(library);
  const arrivals = netArrivals(netlist, library, netLoads(netlist, library, wireFf));
  const kinds = kindsOf(netlist, library);
  const data = netlist.cells.flatMap(({ inputs }, index) => {
    const setup = kinds[index]?.flipFlop?.setup;
    const net = inputs[0] ?? 0;
    if (setup === undefined) return [];
    const rise = along(setup.slewsPs, setup.risePs, arrivals.riseSlewPs[net] ?? 0);
    const fall = along(setup.slewsPs, setup.fallPs, arrivals.fallSlewPs[net] ?? 0);
    return [(arrivals.risePs[net] ?? 0) + rise, (arrivals.fallPs[net] ?? 0) + fall];
  });
  const results = netlist.outputs.flatMap(({ nets }) =>
    nets.flatMap((net) => [arrivals.risePs[net] ?? 0, arrivals.fallPs[net] ?? 0]),
  );
  return [...data, ...results].reduce((latest, at) => Math.max(latest, at), 0);
}

export interface Depths {
  /** Cells on the longest path from register or operand to register. */
  readonly whole: number;
  /** Of the block's own cells in a row. */
  readonly byBlock: Readonly<Record<Block, number>>;
}

export function depthsOf(netlist: Netlist, library: CellLibrary): Depths {
  const kinds = kindsOf(netlist, library);
  const depth = new Uint32Array(netlist.nets);
  const within = new Map(BLOCKS.map((block) => [block, new Uint32Array(netlist.nets)]));
  const byBlock = Object.fromEntries(BLOCKS.map((block) => [block, 0])) as Record<Block, number>;
  netlist.cells.forEach(({ inputs, outputs, block }, index) => {
    if (kinds[index]?.flipFlop !== undefined) return;
    const own = within.get(block) as Uint32Array;
    const [all, inBlock] = [depth, own].map(
      (known) => 1 + inputs.reduce((most, net) => Math.max(most, known[net] ?? 0), 0),
    );
    for (const net of outputs.filter((output) => output >= 0)) {
      depth[net] = all ?? 0;
      own[net] = inBlock ?? 0;
    }
    byBlock[block] = Math.max(byBlock[block], inBlock ?? 0);
  });
  return { whole: depth.reduce((most, levels) => Math.max(most, levels), 0), byBlock };
}
