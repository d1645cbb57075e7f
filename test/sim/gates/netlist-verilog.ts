/** A netlist as Verilog for Icarus, cells written from the library's text: every gate takes a unit of time. */
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { netlistVerilog } from '../../../sim/gates/export/netlist-verilog.js';
import type { Netlist } from '../../../sim/gates/netlist/netlist.js';

export function verilogOf(netlist: Netlist, library: CellLibrary): string {
  const cells = library.cells.map((cell) => {
    const outputs = cell.outputs.map(({ pin }) => pin);
    const ports = [...outputs, ...cell.inputs.map(({ pin }) => pin), ...(cell.flipFlop ? ['CLK'] : [])];
    const inputs = [...cell.inputs.map(({ pin }) => pin), ...(cell.flipFlop ? ['CLK'] : [])];
    const state = cell.flipFlop ? ['reg IQ; always @(posedge CLK) IQ <= D;'] : [];
    const delay = cell.flipFlop ? '' : '#1 ';
    return [
      `module ${cell.name}(${ports.join(', ')});`,
      `output ${outputs.join(', ')};`,
      ...(inputs.length > 0 ? [`input ${inputs.join(', ')};`] : []),
      ...state,
      ...cell.outputs.map(({ pin, function: text }) => `assign ${delay}${pin} = ${verilogExpression(text)};`),
      'endmodule',
    ].join('\n');
  });
  return [...cells, netlistVerilog(netlist, library)].join('\n');
}

/** Liberty's signs bind in the same order as Verilog's, but for the exclusive or, which stands in parentheses here. */
function verilogExpression(text: string): string {
  return /^[01]$/.test(text) ? `1'b${text}` : text.replaceAll('!', '~').replaceAll('*', '&').replaceAll('+', '|');
}
