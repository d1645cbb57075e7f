/** The plain simulator on circuits that are counted by hand. */
import { describe, expect, it } from 'vitest';
import type { Netlist } from '../../../../sim/gates/netlist/netlist.js';
import { LANES, type OperandStreams } from '../../../../sim/gates/operands/operand-streams.js';
import { warmUp } from '../../../../sim/gates/simulate/activity.js';
import { simulateLane } from '../../../../sim/gates/simulate/reference.js';
import { createGateSimulator } from '../../../../sim/gates/simulate/simulator.js';
import { SMALL_LIBRARY } from '../small-library.js';

/** Codes of c, the same in all lanes. */
function streamsOf(c: readonly number[]): OperandStreams {
  const codes = Uint32Array.from({ length: c.length * LANES }, (_, i) => c[Math.floor(i / LANES)] as number);
  return { cycles: c.length, productsPerStep: 1, a: new Uint32Array(0), b: new Uint32Array(0), c: codes };
}

/** c AND NOT c: always 0, but the inverter is a gate late. */
const HAZARD: Netlist = {
  library: 'small',
  nets: 5,
  inputs: [{ name: 'c', nets: [2] }],
  outputs: [{ name: 'd', nets: [4] }],
  cells: [
    { name: 'add/inverter', cell: 'INV', block: 'add', inputs: [2], outputs: [3] },
    { name: 'add/and', cell: 'AND2', block: 'add', inputs: [2, 3], outputs: [4] },
  ],
};

/** Three flip-flops in a row, the first fed by XNOR of the last two: period 7 from 000. */
const SHIFT_REGISTER: Netlist = {
  library: 'small',
  nets: 7,
  inputs: [],
  outputs: [{ name: 'd', nets: [2, 3, 4] }],
  cells: [
    { name: 'registers/0', cell: 'DFF', block: 'registers', inputs: [6], outputs: [2] },
    { name: 'registers/1', cell: 'DFF', block: 'registers', inputs: [2], outputs: [3] },
    { name: 'registers/2', cell: 'DFF', block: 'registers', inputs: [3], outputs: [4] },
    { name: 'add/xor', cell: 'XOR2', block: 'add', inputs: [3, 4], outputs: [5] },
    { name: 'add/inverter', cell: 'INV', block: 'add', inputs: [5], outputs: [6] },
  ],
};

describe('a hazard', () => {
  const unit = { netlist: HAZARD, library: SMALL_LIBRARY, delays: 'unit' } as const;
  // Counted: c rises, falls, stays, rises.
  const activity = simulateLane(unit, streamsOf([0, 1, 0, 0, 1]), 0, { warmUpCycles: 1 });

  it('does not show with zero delay: the output stays 0', () => {
    expect([...activity.zeroDelayToggles]).toEqual([0, 0, 3, 3, 0]);
    expect([...(activity.outputs.d ?? [])]).toEqual([0, 0, 0, 0, 0]);
  });

  it('is a pulse with unit delay at each rise: two changes of the output, none at a fall', () => {
    expect([...(activity.unitDelayToggles ?? [])]).toEqual([0, 0, 3, 3, 4]);
  });
});

describe('a shift register with feedback', () => {
  const streams = streamsOf(new Array(9).fill(0));
  // Bit 0 takes XNOR of bits 1 and 2, the others move up.
  // 000: XNOR(0,0) = 1 → 001: XNOR(0,0) = 1 → 011: XNOR(1,0) = 0 → 110: XNOR(1,1) = 1 → 101: XNOR(0,1) = 0 → 010:
  // XNOR(1,0) = 0 → 100: XNOR(0,1) = 0 → 000. The data are 0 before the first edge.
  const expected = [0, 1, 3, 6, 5, 2, 4, 0, 1];

  it('goes through its seven states', () => {
    const unit = { netlist: SHIFT_REGISTER, library: SMALL_LIBRARY, delays: 'zero' } as const;
    const { outputs } = simulateLane(unit, streams, 5, { warmUpCycles: 1 });
    expect([...(outputs.d ?? [])]).toEqual(expected);
  });

  it('in the fast simulator too, in every lane', () => {
    const request = { netlist: SHIFT_REGISTER, library: SMALL_LIBRARY, productsPerStep: 1, delays: 'unit' } as const;
    const { outputs } = createGateSimulator(request).run(streams, { warmUpCycles: warmUp(1) });
    const wanted = expected.flatMap((state) => new Array(LANES).fill(state));
    expect([...(outputs.d ?? [])]).toEqual(wanted);
  });
});
