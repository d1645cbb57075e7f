/**
 * What each net has to charge: the pins that read it and a wire to each of them.
 * Left out: where cells are placed (the wire is a stated load a pin), the pins outside of the unit.
 */

import { InputError } from '../../../models/input-error.js';
import type { Cell, CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { cellsByName } from '../../../models/technologies/cells/libraries.js';
import type { Netlist } from '../netlist/netlist.js';

export interface NetLoads {
  /** When it rises, when it falls. */
  readonly riseFf: Float64Array;
  readonly fallFf: Float64Array;
  /** Pins of cells that read it. */
  readonly fanOut: Uint32Array;
}

/** @param wireFf of wire for each pin that reads a net */
export function netLoads(netlist: Netlist, library: CellLibrary, wireFf: number): NetLoads {
  const kinds = kindsOf(netlist, library);
  const [riseFf, fallFf] = [new Float64Array(netlist.nets), new Float64Array(netlist.nets)];
  const fanOut = new Uint32Array(netlist.nets);
  netlist.cells.forEach(({ inputs }, index) => {
    inputs.forEach((net, i) => {
      const pin = kinds[index]?.inputs[i];
      riseFf[net] = (riseFf[net] ?? 0) + (pin?.riseFf ?? 0) + wireFf;
      fallFf[net] = (fallFf[net] ?? 0) + (pin?.fallFf ?? 0) + wireFf;
      fanOut[net] = (fanOut[net] ?? 0) + 1;
    });
  });
  return { riseFf, fallFf, fanOut };
}

/** The library's cell of each placed cell. @throws InputError for one that the library does not have */
export function kindsOf(netlist: Netlist, library: CellLibrary): readonly Cell[] {
  const byName = cellsByName(library);
  return netlist.cells.map(({ name, cell }) => {
    const kind = byName.get(cell);
    if (kind === undefined) throw new InputError(`netlist, cell ${name}`, `a cell of ${library.name}`, cell);
    return kind;
  });
}

/** @throws InputError where the library has areas alone */
export function mustHaveEnergies(library: CellLibrary): void {
  if (library.facts === 'areas-energies-delays') return;
  throw new InputError(`library ${library.name}`, 'energies and delays of cells', 'functions and areas', 'use asap7');
}
