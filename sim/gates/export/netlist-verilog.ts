/**
 * A netlist as structural Verilog: cells of its library by name, for programs that read it beside the library.
 * Left out: pins of flip-flops that are held at 1, which stay open (sets and resets).
 */
import type { Cell, CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { cellsByName } from '../../../models/technologies/cells/libraries.js';
import {
  CONSTANT_ONE,
  CONSTANT_ZERO,
  type Netlist,
  type NetlistCell,
  type NetlistPort,
  TOP_MODULE,
} from '../netlist/netlist.js';

export function netlistVerilog(netlist: Netlist, library: CellLibrary): string {
  const kinds = cellsByName(library);
  const names = netNames(netlist);
  const ports = [
    ...netlist.inputs.map((port) => portLine('input', port)),
    ...netlist.outputs.map((port) => portLine('output', port)),
  ];
  return [
    `module ${TOP_MODULE} (`,
    ['  input clk', ...ports].join(',\n'),
    ');',
    ...wireLines(netlist, names),
    ...netlist.outputs.flatMap(({ name, nets }) => nets.map((net, bit) => `  assign ${name}[${bit}] = ${names(net)};`)),
    ...netlist.cells.map((cell) => cellLine(cell, kinds.get(cell.cell), names)),
    'endmodule',
    '',
  ].join('\n');
}

function portLine(direction: string, { name, nets }: NetlistPort): string {
  return `  ${direction} [${nets.length - 1}:0] ${name}`;
}

/** Inputs by their ports, constants as such, others `n17`. */
function netNames({ inputs }: Netlist): (net: number) => string {
  const byPort = new Map(inputs.flatMap(({ name, nets }) => nets.map((net, bit) => [net, `${name}[${bit}]`] as const)));
  return (net) => {
    if (net === CONSTANT_ZERO || net === CONSTANT_ONE) return `1'b${net === CONSTANT_ONE ? 1 : 0}`;
    return byPort.get(net) ?? `n${net}`;
  };
}

function wireLines({ cells }: Netlist, names: (net: number) => string): string[] {
  return cells.flatMap(({ outputs }) => outputs.filter((net) => net >= 0).map((net) => `  wire ${names(net)};`));
}

function cellLine(cell: NetlistCell, kind: Cell | undefined, names: (net: number) => string): string {
  const pin = (name: string, net: number) => (net < 0 ? [] : [`.${name}(${names(net)})`]);
  const pins = [
    ...(kind?.flipFlop ? [`.${kind.flipFlop.clock.pin}(clk)`] : []),
    ...(kind?.inputs ?? []).flatMap((input, i) => pin(input.pin, cell.inputs[i] ?? -1)),
    ...(kind?.outputs ?? []).flatMap((output, i) => pin(output.pin, cell.outputs[i] ?? -1)),
  ];
  return `  ${cell.cell} ${cell.name} (${pins.join(', ')});`;
}
