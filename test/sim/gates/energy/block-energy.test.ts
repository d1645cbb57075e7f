/** Energies of three cells counted by hand. */
import { expect, it } from 'vitest';
import { BLOCKS } from '../../../../models/hardware/hardware-unit.js';
import { blockEnergies } from '../../../../sim/gates/energy/block-energy.js';
import type { Netlist } from '../../../../sim/gates/netlist/netlist.js';
import { SMALL_LIBRARY } from '../small-library.js';

/** a and b into an AND, that into an inverter of another block, that into a flip-flop. */
const NETLIST: Netlist = {
  library: 'small',
  nets: 7,
  inputs: [
    { name: 'a', nets: [2] },
    { name: 'b', nets: [3] },
  ],
  outputs: [{ name: 'd', nets: [6] }],
  cells: [
    { name: 'registers/q', cell: 'DFF', block: 'registers', inputs: [5], outputs: [6] },
    { name: 'multiply/x', cell: 'AND2', block: 'multiply', inputs: [2, 3], outputs: [4] },
    { name: 'add/y', cell: 'INV', block: 'add', inputs: [4], outputs: [5] },
  ],
};

const energies = blockEnergies({
  netlist: NETLIST,
  library: SMALL_LIBRARY,
  laneCycles: 10,
  toggles: Float64Array.of(0, 0, 5, 10, 4, 4, 3),
  netEnergiesFj: Float64Array.of(0, 0, 1, 1, 0.5, 0.25, 2),
  clockFj: 1.5,
  clockHz: 1e9,
});

it('a net counts for the block that drives it, an operand for the one that reads it, the clock for the registers', () => {
  // Multiply: 5 + 10 of the operands at 1 fJ, 4 at 0.5. 1 nW for 1 ns is 10^-18 J: 0.001 fJ.
  expect(energies.multiply).toEqual({ togglesPerCycle: 1.9, switchingFj: 1.7, clockFj: 0, leakageFj: 0.001 });
  expect(energies.add).toEqual({ togglesPerCycle: 0.4, switchingFj: 0.1, clockFj: 0, leakageFj: 0.001 });
  expect(energies.registers).toEqual({ togglesPerCycle: 0.3, switchingFj: 0.6, clockFj: 1.5, leakageFj: 0.001 });
});

it('nothing is lost: all changes are of some block', () => {
  const toggles = BLOCKS.reduce((total, block) => total + energies[block].togglesPerCycle, 0);
  expect(toggles).toBeCloseTo(2.6, 12);
});
