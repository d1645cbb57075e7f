/**
 * Whether a netlist is one: cells of its library with as many pins, every net that is read driven once, flip-flops
 * first and every other cell behind those that drive its inputs, ports and names told apart.
 */
import { InputError, shown } from '../../../models/input-error.js';
import type { Cell, CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { CONSTANT_ONE, CONSTANT_ZERO, type Netlist, type NetlistCell } from './netlist.js';

const CONSTANTS = [CONSTANT_ZERO, CONSTANT_ONE];

interface Drivers {
  readonly netlist: Netlist;
  /** Of each net, what drives it. */
  readonly of: (string | undefined)[];
}

/** @throws InputError naming the first cell, port or net that is not as it must be */
export function checkNetlist(netlist: Netlist, library: CellLibrary): void {
  if (netlist.library !== library.name) {
    throw new InputError('netlist', `the library ${library.name}`, shown(netlist.library));
  }
  const cells = new Map(library.cells.map((cell) => [cell.name, cell]));
  checkNames([...netlist.inputs, ...netlist.outputs], 'port');
  checkNames(netlist.cells, 'cell');
  for (const placed of netlist.cells) checkPins(placed, cells.get(placed.cell), library);
  checkOrder(netlist, cells);
}

function checkNames(named: readonly { readonly name: string }[], what: string): void {
  const seen = new Set<string>();
  for (const { name } of named) {
    if (seen.has(name)) throw new InputError('netlist', `${what}s of different names`, `two of ${shown(name)}`);
    seen.add(name);
  }
}

function checkPins(placed: NetlistCell, cell: Cell | undefined, library: CellLibrary): void {
  const where = `netlist, cell ${placed.name}`;
  if (cell === undefined) throw new InputError(where, `a cell of ${library.name}`, shown(placed.cell));
  const pins = `${cell.inputs.length} inputs and ${cell.outputs.length} outputs, as ${cell.name} has`;
  const got = `${placed.inputs.length} and ${placed.outputs.length}`;
  if (cell.inputs.length !== placed.inputs.length || cell.outputs.length !== placed.outputs.length) {
    throw new InputError(where, pins, got);
  }
}

/** In the order of evaluation: what is read must have been driven before, what is driven must not. */
function checkOrder(netlist: Netlist, cells: ReadonlyMap<string, Cell>): void {
  const drivers: Drivers = { netlist, of: new Array(netlist.nets).fill(undefined) };
  for (const constant of CONSTANTS) drivers.of[constant] = 'a constant';
  for (const { name, nets } of netlist.inputs) for (const net of nets) drive(drivers, net, `port ${name}`);
  const isFlipFlop = ({ cell }: NetlistCell) => cells.get(cell)?.flipFlop !== undefined;
  const firstGate = netlist.cells.findIndex((placed) => !isFlipFlop(placed));
  netlist.cells.forEach((placed, index) => {
    const early = firstGate < 0 || index < firstGate;
    if (isFlipFlop(placed) && !early) {
      throw new InputError(`netlist, cell ${placed.name}`, 'flip-flops before other cells', 'one behind them');
    }
    if (!early) for (const net of placed.inputs) read(drivers, net, `cell ${placed.name}`);
    for (const net of placed.outputs) if (net >= 0) drive(drivers, net, `cell ${placed.name}`);
  });
  const flipFlops = firstGate < 0 ? netlist.cells : netlist.cells.slice(0, firstGate);
  for (const { name, inputs } of flipFlops) for (const net of inputs) read(drivers, net, `cell ${name}`);
  for (const { name, nets } of netlist.outputs) for (const net of nets) read(drivers, net, `port ${name}`);
}

function drive({ of, netlist }: Drivers, net: number, driver: string): void {
  checkNumber(net, netlist, driver);
  if (of[net] !== undefined) throw new InputError(`netlist, ${driver}`, 'a net of its own', `net ${net} of ${of[net]}`);
  of[net] = driver;
}

function read({ of, netlist }: Drivers, net: number, reader: string): void {
  checkNumber(net, netlist, reader);
  if (of[net] !== undefined) return;
  throw new InputError(`netlist, ${reader}`, 'nets driven before it', `net ${net}, which is not`);
}

function checkNumber(net: number, { nets }: Netlist, where: string): void {
  if (Number.isInteger(net) && net >= 0 && net < nets) return;
  throw new InputError(`netlist, ${where}`, `nets 0 to ${nets - 1}`, shown(net));
}
