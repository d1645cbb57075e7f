import { describe, expect, it } from 'vitest';
import { cellLibrary } from '../../../../models/technologies/cells/libraries.js';
import { checkNetlist } from '../../../../sim/gates/netlist/check.js';
import { synthesise } from '../../../../sim/gates/synthesis/synthesise.js';

/** A registered half adder, one block. */
const HALF_ADDER = `
module add (input wire x, input wire y, output wire s, output wire c);
  assign s = x ^ y;
  assign c = x & y;
endmodule
module dot_product (input wire clk, input wire [1:0] a, output reg [1:0] d);
  wire s, c;
  add add (.x(a[0]), .y(a[1]), .s(s), .c(c));
  always @(posedge clk) d <= {c, s};
endmodule
`;

describe('synthesis', () => {
  it.each(['asap7', 'sky130', 'sg13g2', 'gt2n', 'nangate45', 'generic'])(
    'maps a registered half adder to %s',
    async (name) => {
      const library = cellLibrary(name, 'test');
      const netlist = await synthesise(HALF_ADDER, library);
      checkNetlist(netlist, library);
      const flipFlops = library.cells.filter((cell) => cell.flipFlop).map((cell) => cell.name);
      expect(netlist.cells.filter(({ cell }) => flipFlops.includes(cell))).toHaveLength(2);
      expect(netlist.cells.filter(({ block }) => block === 'add').length).toBeGreaterThanOrEqual(2);
    },
  );

  it('gives the same netlist twice', async () => {
    const library = cellLibrary('asap7', 'test');
    expect(await synthesise(HALF_ADDER, library)).toEqual(await synthesise(HALF_ADDER, library));
  });

  it('says what yosys says of a design that is none', async () => {
    await expect(
      synthesise('module dot_product (input wire clk; endmodule', cellLibrary('asap7', 'test')),
    ).rejects.toThrow(/expected a design that it can synthesise, got .*design\.sv/);
  });
});
