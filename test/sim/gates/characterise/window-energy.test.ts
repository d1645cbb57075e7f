/**
 * Energy by hand on a netlist of three cells: registers of the lowest bits of a and b, and their AND, in the block
 * multiply. One product of two bits; c is not read.
 */
import { describe, expect, it } from 'vitest';
import type { HardwareUnit } from '../../../../models/hardware/hardware-unit.js';
import { blocksOfNets } from '../../../../sim/gates/characterise/switching.js';
import { estimateOf, operandEnergy, windowEnergy } from '../../../../sim/gates/characterise/window-energy.js';
import type { Netlist } from '../../../../sim/gates/netlist/netlist.js';
import { LANES, type OperandStreams } from '../../../../sim/gates/operands/operand-streams.js';
import { createGateSimulator } from '../../../../sim/gates/simulate/simulator.js';
import { SMALL_LIBRARY } from '../small-library.js';
import { changesOf } from './no-changes.js';

/** Nets: constants 0, 1; a 2, 3; b 4, 5; c 6, 7; registers 8, 9; product 10. */
const NETLIST: Netlist = {
  library: 'small',
  nets: 11,
  inputs: [
    { name: 'a', nets: [2, 3] },
    { name: 'b', nets: [4, 5] },
    { name: 'c', nets: [6, 7] },
  ],
  outputs: [{ name: 'd', nets: [10] }],
  cells: [
    { name: 'registers_a', cell: 'DFF', block: 'registers', inputs: [2], outputs: [8] },
    { name: 'registers_b', cell: 'DFF', block: 'registers', inputs: [4], outputs: [9] },
    { name: 'multiply/g', cell: 'AND2', block: 'multiply', inputs: [8, 9], outputs: [10] },
  ],
};

const UNIT: HardwareUnit = {
  name: 'and',
  summary: '',
  source: 'test',
  pipelineStages: 1,
  datapath: { kind: 'integer', operandBits: 2, productsPerStep: 1, accumulatorBits: 2, zeroGating: 'none' },
};

/** The same codes in all lanes. */
function everywhere(a: number[], b: number[]): OperandStreams {
  const placed = (codes: number[]) =>
    Uint32Array.from({ length: codes.length * LANES }, (_, i) => codes[Math.floor(i / LANES)]);
  return { cycles: a.length, productsPerStep: 1, a: placed(a), b: placed(b), c: placed(a.map(() => 0)) };
}

describe('energy of a window', () => {
  const toggleFj = Float64Array.from({ length: 11 }, (_, net) => 2 ** (net - 8));
  const simulator = createGateSimulator({
    netlist: NETLIST,
    library: SMALL_LIBRARY,
    productsPerStep: 1,
    delays: 'unit',
  });
  const [leastToggleFj, mostToggleFj] = [toggleFj.map((fj) => fj / 2), toggleFj.map((fj) => fj * 3)];
  const gates = { unit: UNIT, netlist: NETLIST, simulator, toggleFj, leastToggleFj, mostToggleFj };

  it('counts a net for the block that drives it, and an input for the block that reads it', () => {
    const blocks = blocksOfNets(NETLIST);
    expect([blocks[2], blocks[8], blocks[10]]).toEqual([6, 6, 1]);
  });

  it('is toggles times the energy of one, a cycle of a unit', () => {
    // a is 1 0 1 1 0 1, b always 1; the register holds what came a cycle before: 0 1 0 1 1 0, and the product with it.
    const window = windowEnergy(gates, everywhere([1, 0, 1, 1, 0, 1], [1, 1, 1, 1, 1, 1]), {
      ...{ aFormat: '', bFormat: '', scale: 0 },
    });
    expect(window.unitCycles).toBe(4 * LANES);
    // Counted are cycles 2 to 5: a changes in 2, 4, 5 (3 × 2^-6), its register in 2, 3, 5 (3 × 1), the product too (3 × 4).
    expect(window.zeroDelay.registers).toBeCloseTo((3 * 2 ** -6 + 3) / 4, 12);
    expect(window.zeroDelay.multiply).toBeCloseTo((3 * 4) / 4, 12);
    expect(window.unitDelay).toEqual(window.zeroDelay);
    const total = (3 * 2 ** -6 + 3 + 3 * 4) / 4;
    expect(window.leastFj).toBeCloseTo(total / 2, 12);
    expect(window.mostFj).toBeCloseTo(total * 3, 12);
    expect(window.changes.a).toBe(3 / 4);
  });

  it('is shared among the products of a cycle, with the error of a sample', () => {
    const blocks = { decode: 0, multiply: 6, align: 0, add: 0, normalise: 0, round: 0, registers: 2 };
    const changes = changesOf({});
    const window = (unit: number) => ({
      ...{ unitCycles: 10, zeroDelay: blocks, changes, leastFj: 0, mostFj: 0 },
      unitDelay: { ...blocks, multiply: unit - 2 },
    });
    const energy = operandEnergy([window(8), window(32)], 4);
    expect(energy.macs).toBe(80);
    expect(energy.zeroDelayFj).toEqual({ value: 2, standardError: 0 });
    // 8 and 32 fJ of four products: 2 and 8, mean 5, deviation √18, of the mean 3; central √(8·8)/4 = 2 and √(8·32)/4 = 4.
    expect(energy.unitDelayFj.value).toBe(5);
    expect(energy.unitDelayFj.standardError).toBeCloseTo(3, 12);
    expect(energy.centralFj.value).toBe(3);
    expect(energy.byBlock[1]).toEqual({ block: 'multiply', zeroDelayFj: 1.5, unitDelayFj: 4.5 });
  });

  it('says nothing of its error from one window', () => {
    expect(estimateOf([7])).toEqual({ value: 7, standardError: 0 });
  });
});
