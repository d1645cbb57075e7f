/**
 * A netlist from yosys' JSON of a flattened module: cells in the order in which they can be evaluated, nets numbered
 * likewise, cells that nothing reads left out, cells of a constant turned into the constant.
 * Source: yosys manual, `write_json`: nets are integers, constant bits the texts "0", "1", "x".
 */
import { BLOCKS, type Block } from '../../../models/hardware/hardware-unit.js';
import { InputError, shown } from '../../../models/input-error.js';
import type { Cell, CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { cellsByName } from '../../../models/technologies/cells/libraries.js';
import { CONSTANT_ONE, CONSTANT_ZERO, type Netlist, type NetlistCell, type NetlistPort } from '../netlist/netlist.js';

type Bit = number | string;

interface JsonModule {
  readonly ports: Readonly<Record<string, { readonly direction: string; readonly bits: readonly Bit[] }>>;
  readonly cells: Readonly<Record<string, JsonCell>>;
}

interface JsonCell {
  readonly type: string;
  readonly connections: Readonly<Record<string, readonly Bit[]>>;
}

/** A cell as it is placed, its bits by pin. */
interface Placed {
  readonly kind: Cell;
  readonly block: Block;
  readonly inputs: readonly Bit[];
  readonly outputs: readonly Bit[];
}

/** The one input of a unit that is no net. */
const CLOCK = 'clk';

export function readNetlist(json: string, top: string, library: CellLibrary): Netlist {
  const design = JSON.parse(json) as { readonly modules: Readonly<Record<string, JsonModule>> };
  const module = design.modules[top];
  if (module === undefined) throw new InputError('netlist of yosys', `a module ${top}`, 'none');
  const constants = new Map<Bit, Bit>();
  const placed = Object.entries(module.cells).map(([name, cell]) => placedCell(name, cell, library));
  for (const cell of placed) for (const [i, bit] of cell.outputs.entries()) noteConstant(constants, cell, bit, i);
  const standing = placed.filter(({ kind }) => kind.inputs.length > 0).map((cell) => withConstants(cell, constants));
  const ports = portsOf(module, constants);
  const used = liveCells(standing, ports.outputs);
  return numbered(orderedCells(used), ports, library);
}

function placedCell(name: string, cell: JsonCell, library: CellLibrary): Placed {
  const kind = cellsByName(library).get(cell.type);
  if (kind === undefined)
    throw new InputError(`netlist of yosys, cell ${name}`, `a cell of ${library.name}`, shown(cell.type));
  const bitOf = (pin: string): Bit => cell.connections[pin]?.[0] ?? 'x';
  return {
    kind,
    block: kind.flipFlop ? 'registers' : blockOf(name),
    inputs: kind.inputs.map(({ pin }) => bitOf(pin)),
    outputs: kind.outputs.map(({ pin }) => bitOf(pin)),
  };
}

/** Of `$flatten\multiply_3.$abc$…` multiply; what the top module holds beside blocks stands by the registers. */
function blockOf(name: string): Block {
  const [, instance = ''] = /^(?:\$flatten)?\\?([A-Za-z]\w*)[.[]/.exec(name) ?? [];
  return BLOCKS.find((block) => instance === block || instance.startsWith(`${block}_`)) ?? 'registers';
}

function noteConstant(constants: Map<Bit, Bit>, { kind }: Placed, bit: Bit, index: number): void {
  if (kind.inputs.length === 0) constants.set(bit, kind.outputs[index]?.function.includes('1') ? '1' : '0');
}

function withConstants(cell: Placed, constants: ReadonlyMap<Bit, Bit>): Placed {
  return { ...cell, inputs: cell.inputs.map((bit) => constants.get(bit) ?? bit) };
}

interface Ports {
  readonly inputs: readonly (readonly [string, readonly Bit[]])[];
  readonly outputs: readonly (readonly [string, readonly Bit[]])[];
}

function portsOf(module: JsonModule, constants: ReadonlyMap<Bit, Bit>): Ports {
  const of = (direction: string) =>
    Object.entries(module.ports)
      .filter(([name, port]) => port.direction === direction && name !== CLOCK)
      .map(([name, { bits }]) => [name, bits.map((bit) => constants.get(bit) ?? bit)] as const);
  return { inputs: of('input'), outputs: of('output') };
}

/** Those from which an output can be reached. */
function liveCells(cells: readonly Placed[], outputs: Ports['outputs']): Placed[] {
  const drivers = driversOf(cells);
  const live = new Set<Placed>();
  const pending: Bit[] = outputs.flatMap(([, bits]) => bits);
  for (let bit = pending.pop(); bit !== undefined; bit = pending.pop()) {
    const driver = drivers.get(bit);
    if (driver === undefined || live.has(driver)) continue;
    live.add(driver);
    pending.push(...driver.inputs);
  }
  return cells.filter((cell) => live.has(cell));
}

function driversOf(cells: readonly Placed[]): Map<Bit, Placed> {
  return new Map(cells.flatMap((cell) => cell.outputs.map((bit) => [bit, cell] as const)));
}

/** Flip-flops, then the others, each behind its drivers; as near to the order given as that allows. */
function orderedCells(cells: readonly Placed[]): Placed[] {
  const drivers = driversOf(cells.filter(({ kind }) => kind.flipFlop === undefined));
  const done = new Set<Placed>();
  const ordered = cells.filter(({ kind }) => kind.flipFlop !== undefined);
  const visit = (cell: Placed): void => {
    const stack = [cell];
    for (let last = stack.at(-1); last !== undefined; last = stack.at(-1)) {
      const waits = done.has(last) ? undefined : pendingDriver(last, drivers, done, stack);
      if (waits !== undefined) stack.push(waits);
      else {
        stack.pop();
        if (!done.has(last)) ordered.push(last);
        done.add(last);
      }
    }
  };
  for (const cell of cells) if (cell.kind.flipFlop === undefined) visit(cell);
  return ordered;
}

function pendingDriver(cell: Placed, drivers: ReadonlyMap<Bit, Placed>, done: ReadonlySet<Placed>, stack: Placed[]) {
  const waits = cell.inputs.map((bit) => drivers.get(bit)).find((driver) => driver !== undefined && !done.has(driver));
  if (waits === undefined || !stack.includes(waits)) return waits;
  throw new InputError('netlist of yosys', 'no loop without a flip-flop', `one through a ${waits.kind.name}`);
}

function numbered(cells: readonly Placed[], ports: Ports, library: CellLibrary): Netlist {
  const numbers = new Map<Bit, number>([
    ['0', CONSTANT_ZERO],
    ['x', CONSTANT_ZERO],
    ['1', CONSTANT_ONE],
  ]);
  const read = new Set<Bit>([...cells.flatMap(({ inputs }) => inputs), ...ports.outputs.flatMap(([, bits]) => bits)]);
  let nets = CONSTANT_ONE + 1;
  const declare = (bit: Bit): void => {
    if (!numbers.has(bit)) numbers.set(bit, nets++);
  };
  for (const [, bits] of ports.inputs) bits.forEach(declare);
  for (const { outputs } of cells) for (const bit of outputs) if (read.has(bit)) declare(bit);
  const numberOf = (bit: Bit): number => numbers.get(bit) ?? CONSTANT_ZERO;
  const port = ([name, bits]: readonly [string, readonly Bit[]]): NetlistPort => ({ name, nets: bits.map(numberOf) });
  return {
    library: library.name,
    nets,
    inputs: ports.inputs.map(port),
    outputs: ports.outputs.map(port),
    cells: named(cells).map(
      ({ kind, block, inputs, outputs, name }): NetlistCell => ({
        name,
        cell: kind.name,
        block,
        inputs: inputs.map(numberOf),
        outputs: outputs.map((bit) => (read.has(bit) ? numberOf(bit) : -1)),
      }),
    ),
  };
}

/** `multiply_17`: block and place in it. */
function named(cells: readonly Placed[]): (Placed & { readonly name: string })[] {
  const counts = new Map<Block, number>();
  return cells.map((cell) => {
    const place = counts.get(cell.block) ?? 0;
    counts.set(cell.block, place + 1);
    return { ...cell, name: `${cell.block}_${place}` };
  });
}
