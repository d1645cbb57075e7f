/** Damage to a sound netlist, and the sentence that names it. */
import { describe, expect, it } from 'vitest';
import { checkNetlist } from '../../../../sim/gates/netlist/check.js';
import type { Netlist, NetlistCell } from '../../../../sim/gates/netlist/netlist.js';
import { SMALL_LIBRARY } from '../small-library.js';

const REGISTER: NetlistCell = { name: 'registers/q', cell: 'DFF', block: 'registers', inputs: [5], outputs: [2] };
const AND: NetlistCell = { name: 'multiply/x', cell: 'AND2', block: 'multiply', inputs: [3, 4], outputs: [5] };
const SOUND: Netlist = {
  library: 'small',
  nets: 6,
  inputs: [
    { name: 'a', nets: [3] },
    { name: 'b', nets: [4] },
  ],
  outputs: [{ name: 'd', nets: [2] }],
  cells: [REGISTER, AND],
};

it('a sound netlist passes', () => {
  expect(() => checkNetlist(SOUND, SMALL_LIBRARY)).not.toThrow();
});

describe('is refused:', () => {
  it.each<[string, Partial<Netlist>, string]>([
    ['another library', { library: 'asap7' }, 'netlist: expected the library small, got "asap7"'],
    [
      'a cell that the library lacks',
      { cells: [REGISTER, { ...AND, cell: 'AND3' }] },
      'netlist, cell multiply/x: expected a cell of small, got "AND3"',
    ],
    [
      'too few pins',
      { cells: [REGISTER, { ...AND, inputs: [3] }] },
      'netlist, cell multiply/x: expected 2 inputs and 1 outputs, as AND2 has, got 1 and 1',
    ],
    [
      'a net driven twice',
      { cells: [REGISTER, { ...AND, outputs: [3] }] },
      'netlist, cell multiply/x: expected a net of its own, got net 3 of port a',
    ],
    [
      'a constant driven',
      { cells: [REGISTER, { ...AND, outputs: [1] }] },
      'netlist, cell multiply/x: expected a net of its own, got net 1 of a constant',
    ],
    [
      'a net that nothing drives',
      { nets: 7, cells: [REGISTER, { ...AND, inputs: [3, 6] }] },
      'netlist, cell multiply/x: expected nets driven before it, got net 6, which is not',
    ],
    [
      'a loop of gates',
      { cells: [REGISTER, { ...AND, inputs: [3, 5] }] },
      'netlist, cell multiply/x: expected nets driven before it, got net 5, which is not',
    ],
    [
      'a net out of range',
      { cells: [REGISTER, { ...AND, inputs: [3, 60] }] },
      'netlist, cell multiply/x: expected nets 0 to 5, got 60',
    ],
    [
      'a flip-flop behind a gate',
      { cells: [AND, REGISTER] },
      'netlist, cell registers/q: expected flip-flops before other cells, got one behind them',
    ],
    [
      'a flip-flop without data',
      { nets: 7, cells: [{ ...REGISTER, inputs: [6] }, AND] },
      'netlist, cell registers/q: expected nets driven before it, got net 6, which is not',
    ],
    [
      'two ports of one name',
      { outputs: [{ name: 'a', nets: [2] }] },
      'netlist: expected ports of different names, got two of "a"',
    ],
    [
      'an output that nothing drives',
      { nets: 7, outputs: [{ name: 'd', nets: [6] }] },
      'netlist, port d: expected nets driven before it, got net 6, which is not',
    ],
  ])('%s', (_, damage, message) => {
    expect(() => checkNetlist({ ...SOUND, ...damage }, SMALL_LIBRARY)).toThrow(message);
  });
});
