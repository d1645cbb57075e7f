/** A netlist as Verilog for Icarus, cells written from the library's text: every gate takes a unit of time. */
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
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
  return [...cells, topModule(netlist, library)].join('\n');
}

/** Liberty's signs bind in the same order as Verilog's, but for the exclusive or, which stands in parentheses here. */
function verilogExpression(text: string): string {
  return /^[01]$/.test(text) ? `1'b${text}` : text.replaceAll('!', '~').replaceAll('*', '&').replaceAll('+', '|');
}

function topModule(netlist: Netlist, library: CellLibrary): string {
  const ports = [...netlist.inputs, ...netlist.outputs];
  const net = (index: number) => (index < 2 ? `1'b${index}` : `n[${index}]`);
  const known = new Map(library.cells.map((cell) => [cell.name, cell]));
  return [
    `module dot_product(clk, ${ports.map(({ name }) => name).join(', ')});`,
    'input clk;',
    ...netlist.inputs.map(({ name, nets }) => `input [${nets.length - 1}:0] ${name};`),
    ...netlist.outputs.map(({ name, nets }) => `output [${nets.length - 1}:0] ${name};`),
    `wire [${netlist.nets - 1}:0] n;`,
    ...netlist.inputs.flatMap(({ name, nets }) => nets.map((to, bit) => `assign n[${to}] = ${name}[${bit}];`)),
    ...netlist.outputs.flatMap(({ name, nets }) => nets.map((from, bit) => `assign ${name}[${bit}] = ${net(from)};`)),
    ...netlist.cells.map(({ name, cell, inputs, outputs }) => {
      const facts = known.get(cell);
      const pins = [
        ...inputs.map((from, i) => `.${facts?.inputs[i]?.pin}(${net(from)})`),
        ...outputs.flatMap((to, i) => (to < 0 ? [] : [`.${facts?.outputs[i]?.pin}(${net(to)})`])),
        ...(facts?.flipFlop ? ['.CLK(clk)'] : []),
      ];
      return `${cell} \\${name} (${pins.join(', ')});`;
    }),
    'endmodule',
  ].join('\n');
}
