/** Energy of three cells counted by hand. */
import { expect, it } from 'vitest';
import { blocksOfNets, switchedEnergyFj, totalFj } from '../../../../sim/gates/characterise/switching.js';
import type { Netlist } from '../../../../sim/gates/netlist/netlist.js';

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
    { name: 'registers_q', cell: 'DFF', block: 'registers', inputs: [5], outputs: [6] },
    { name: 'multiply_x', cell: 'AND2', block: 'multiply', inputs: [2, 3], outputs: [4] },
    { name: 'add_y', cell: 'INV', block: 'add', inputs: [4], outputs: [5] },
  ],
};

it('a net counts for the block that drives it, an operand for the one that reads it, and nothing is lost', () => {
  const toggles = Float64Array.of(0, 0, 5, 10, 4, 4, 3);
  const toggleFj = Float64Array.of(0, 0, 1, 1, 0.5, 0.25, 2);
  const energy = switchedEnergyFj(blocksOfNets(NETLIST), toggleFj, toggles, 10);
  // Multiply: (5 + 10) · 1 fJ of the operands and 4 · 0.5 in ten cycles; add: 4 · 0.25; registers: 3 · 2.
  expect(energy).toEqual({ decode: 0, multiply: 1.7, align: 0, add: 0.1, normalise: 0, round: 0, registers: 0.6 });
  expect(totalFj(energy)).toBeCloseTo(2.4, 12);
});
