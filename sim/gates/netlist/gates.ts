/**
 * A netlist as gates of one output each: an adder cell becomes two, a flip-flop output is its stored bit or the
 * inverse. What simulators, faults and checks walk.
 */

import { InputError, shown } from '../../../models/input-error.js';
import type { Cell, CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { type Expression, parseCellFunction } from './cell-function.js';
import type { Netlist, NetlistCell } from './netlist.js';

export interface Gate {
  /** Net that it drives. */
  readonly output: number;
  /** Nets, in the order of the pins of its function. Of a flip-flop its data. */
  readonly inputs: readonly number[];
  readonly function: Expression;
  /** Index of its cell in the netlist. */
  readonly cell: number;
}

export interface Gates {
  readonly flipFlops: readonly Gate[];
  /** Each behind those that drive its inputs. */
  readonly combinational: readonly Gate[];
}

/** @throws InputError for a cell that the library does not have */
export function gatesOf(netlist: Netlist, library: CellLibrary): Gates {
  const functions = new Map(library.cells.map((cell) => [cell.name, outputFunctions(cell, library)]));
  const [flipFlops, combinational]: Gate[][] = [[], []];
  netlist.cells.forEach((placed, index) => {
    const known = functions.get(placed.cell);
    if (known === undefined) throw unknownCell(placed, library);
    const list = known.flipFlop ? flipFlops : combinational;
    list?.push(...gatesOfCell(placed, known.outputs, index));
  });
  return { flipFlops: flipFlops ?? [], combinational: combinational ?? [] };
}

function outputFunctions(cell: Cell, library: CellLibrary) {
  const flipFlop = cell.flipFlop !== undefined;
  const pins = flipFlop ? ['IQ'] : cell.inputs.map(({ pin }) => pin);
  const where = (pin: string) => `library ${library.name}, cell ${cell.name}, pin ${pin}`;
  return { flipFlop, outputs: cell.outputs.map((out) => parseCellFunction(out.function, pins, where(out.pin))) };
}

function gatesOfCell(placed: NetlistCell, functions: readonly Expression[], cell: number): Gate[] {
  return functions.flatMap((expression, i) => {
    const output = placed.outputs[i] ?? -1;
    return output < 0 ? [] : [{ output, inputs: placed.inputs, function: expression, cell }];
  });
}

function unknownCell(placed: NetlistCell, library: CellLibrary): InputError {
  const names = library.cells.map(({ name }) => name).join(', ');
  return new InputError(`netlist, cell ${placed.name}`, `a cell of ${library.name} (${names})`, shown(placed.cell));
}
