import { describe, expect, it } from 'vitest';
import { cellLibrary } from '../../../../models/technologies/cells/libraries.js';
import { checkNetlist } from '../../../../sim/gates/netlist/check.js';
import { readNetlist } from '../../../../sim/gates/synthesis/read-netlist.js';

const library = cellLibrary('generic', 'test');

/** d = register of (a and b) inverted, behind a cell of block multiply; one cell that nothing reads; one constant. */
const JSON_OF_YOSYS = JSON.stringify({
  modules: {
    top: {
      ports: {
        clk: { direction: 'input', bits: [2] },
        a: { direction: 'input', bits: [3] },
        b: { direction: 'input', bits: [4] },
        d: { direction: 'output', bits: [5, '1', 9] },
      },
      cells: {
        '$flatten\\multiply[0].lane.$abc$1$late': { type: 'INV', connections: { A: [7], Y: [6] } },
        '$flatten\\multiply[0].lane.$abc$1$early': { type: 'AND2', connections: { A: [3], B: [4], Y: [7] } },
        $abc$2$dead: { type: 'INV', connections: { A: [3], Y: [8] } },
        $auto$ff: { type: 'DFF', connections: { CK: [2], D: [6], Q: [5] } },
        '\\align.$abc$3$one': { type: 'ONE', connections: { Y: [9] } },
      },
    },
  },
});

describe('a netlist read from yosys', () => {
  const netlist = readNetlist(JSON_OF_YOSYS, 'top', library);

  it('has flip-flops first, then cells behind their drivers, without what nothing reads', () => {
    expect(netlist.cells.map(({ cell }) => cell)).toEqual(['DFF', 'AND2', 'INV']);
    expect(() => checkNetlist(netlist, library)).not.toThrow();
  });

  it('knows the block of each cell by its instance, flip-flops as registers', () => {
    expect(netlist.cells.map(({ block, name }) => [block, name])).toEqual([
      ['registers', 'registers_0'],
      ['multiply', 'multiply_0'],
      ['multiply', 'multiply_1'],
    ]);
  });

  it('has no clock, and constants as nets 0 and 1', () => {
    expect(netlist.inputs).toEqual([
      { name: 'a', nets: [2] },
      { name: 'b', nets: [3] },
    ]);
    expect(netlist.outputs).toEqual([{ name: 'd', nets: [4, 1, 1] }]);
  });

  it('refuses a loop without a flip-flop', () => {
    const loop = JSON_OF_YOSYS.replace('"B":[4]', '"B":[6]');
    expect(() => readNetlist(loop, 'top', library)).toThrow(/expected no loop without a flip-flop/);
  });

  it('refuses a cell that the library does not have', () => {
    expect(() => readNetlist(JSON_OF_YOSYS.replace('"AND2"', '"AND9"'), 'top', library)).toThrow(
      /a cell of generic, got "AND9"/,
    );
  });
});
