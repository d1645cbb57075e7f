/** Energies and delays of a few cells, counted by hand from numbers chosen so that they can be. */
import { describe, expect, it } from 'vitest';
import type { Cell, CellLibrary } from '../../../../models/technologies/cells/cell-library.js';
import type { Netlist } from '../../../../sim/gates/netlist/netlist.js';
import { netArrivals } from '../../../../sim/gates/timing/arrivals.js';
import { clockEnergyFj, leakageNw, netEnergiesFj } from '../../../../sim/gates/timing/energies.js';
import { netLoads } from '../../../../sim/gates/timing/loads.js';
import { cyclePs, depthsOf } from '../../../../sim/gates/timing/paths.js';
import { along, over } from '../../../../sim/gates/timing/table.js';

/** Delay 10 + slew + 2 · load, transition 4 · load, energy 1 + load / 10: linear, so that tables of 2 × 2 hold them. */
const AXES = { slewsPs: [0, 100], loadsFf: [0, 10] };
const table = (of: (slew: number, load: number) => number) =>
  AXES.slewsPs.flatMap((slew) => AXES.loadsFf.map((load) => of(slew, load)));
const DELAY = table((slew, load) => 10 + slew + 2 * load);
const ARC = {
  risePs: DELAY,
  fallPs: DELAY,
  riseTransitionPs: table((_, load) => 4 * load),
  fallTransitionPs: table((_, load) => 4 * load),
};
const ENERGY = table((_, load) => 1 + load / 10);

const inverter: Cell = {
  name: 'INV',
  area: 1,
  leakageNw: 3,
  inputs: [{ pin: 'A', riseFf: 2, fallFf: 2, energy: { slewsPs: [0, 100], riseFj: [0.4, 1.4], fallFj: [0.6, 1.6] } }],
  outputs: [
    {
      pin: 'Y',
      function: '!A',
      ...AXES,
      energies: [{ from: 'A', weight: 1, riseFj: ENERGY, fallFj: ENERGY }],
      delays: [{ from: 'A', sense: 'opposite', ...ARC }],
    },
  ],
};

const flipFlop: Cell = {
  name: 'DFF',
  area: 4,
  leakageNw: 5,
  inputs: [{ pin: 'D', riseFf: 1, fallFf: 1 }],
  outputs: [
    {
      pin: 'Q',
      function: 'IQ',
      ...AXES,
      energies: [{ from: 'CK', weight: 1, riseFj: ENERGY, fallFj: ENERGY }],
      delays: [{ from: 'CK', sense: 'clock', ...ARC }],
    },
  ],
  flipFlop: {
    clock: { pin: 'CK', riseFf: 3, fallFf: 3, energy: { slewsPs: [0, 100], riseFj: [8, 8], fallFj: [6, 6] } },
    setup: { slewsPs: [0, 100], risePs: [20, 20], fallPs: [20, 20] },
    heldHigh: [],
  },
};

const library: CellLibrary = {
  name: 'by-hand',
  node: 'none',
  voltageV: 2,
  temperatureC: 25,
  source: 'made up for tests',
  licence: 'MIT',
  facts: 'areas-energies-delays',
  areaUnit: 'um2',
  cells: [inverter, flipFlop],
};

/** A flip-flop, two inverters behind each other, back into the flip-flop. Nets: 2 of the flip-flop, 3, 4. */
const ring: Netlist = {
  library: 'by-hand',
  nets: 5,
  inputs: [],
  outputs: [],
  cells: [
    { name: 'registers_0', cell: 'DFF', block: 'registers', inputs: [4], outputs: [2] },
    { name: 'add_0', cell: 'INV', block: 'add', inputs: [2], outputs: [3] },
    { name: 'add_1', cell: 'INV', block: 'add', inputs: [3], outputs: [4] },
  ],
};

describe('look-up in tables', () => {
  it('is linear between entries and beyond them', () => {
    expect([-1, 0, 0.5, 1, 3, 5].map((at) => along([0, 1, 3], [10, 20, 60], at))).toEqual([0, 10, 15, 20, 60, 100]);
    expect(over(AXES, DELAY, 50, 5)).toBe(70);
    expect(over(AXES, DELAY, 200, 20)).toBe(250);
  });

  it('gives the entry of a table that has one', () => {
    expect(along([0], [4], 9)).toBe(4);
  });
});

describe('loads, arrivals and energies of three cells', () => {
  it('charges pins and a wire to each', () => {
    expect([...netLoads(ring, library, 0).riseFf]).toEqual([0, 0, 2, 2, 1]);
    expect([...netLoads(ring, library, 1.5).riseFf]).toEqual([0, 0, 3.5, 3.5, 2.5]);
  });

  it('adds delays along the path, each with the transition before it', () => {
    const { risePs, riseSlewPs } = netArrivals(ring, library, netLoads(ring, library, 0));
    // Clock to net 2: 10 + 0 + 2 · 2. Then 10 + 8 (4 · 2 fF of slope) + 4; then 10 + 8 + 2.
    expect([...risePs]).toEqual([0, 0, 14, 36, 56]);
    expect([...riseSlewPs]).toEqual([0, 0, 8, 8, 4]);
  });

  it('counts ½ C V², the driver inside, the pins entered inside', () => {
    // Net 2: ½ · 2 · 4 + (1 + 0.2) + (0.5 + 8 / 100); net 3 alike; net 4: ½ · 1 · 4 + 1.1, and a pin without energy.
    const expected = [0, 0, 4 + 1.2 + 0.58, 4 + 1.2 + 0.58, 2 + 1.1];
    const energiesFj = netEnergiesFj(ring, library, 0);
    for (const [net, energyFj] of expected.entries()) expect(energiesFj[net]).toBeCloseTo(energyFj, 12);
  });

  it('counts two transitions of a clock pin a cycle, and a third of its charge for the tree', () => {
    // 2 · (½ · 3 · 4 + 7) and 2 · ½ · 3 · 4 / 3.
    expect(clockEnergyFj(ring, library, 0)).toEqual({ flipFlopsFj: 26, treeFj: 4 });
  });

  it('makes a cycle of the latest data and its setup, and counts cells in a row', () => {
    expect(cyclePs(ring, library, 0)).toBe(56 + 20);
    const { whole, byBlock } = depthsOf(ring, library);
    expect([whole, byBlock.add, byBlock.align]).toEqual([2, 2, 0]);
  });

  it('adds up leakage', () => {
    expect(leakageNw(ring, library)).toBe(11);
  });

  it('refuses a library of areas', () => {
    expect(() => netEnergiesFj(ring, { ...library, facts: 'areas' }, 0)).toThrow(/energies and delays of cells/);
  });
});
