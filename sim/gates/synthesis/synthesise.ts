/** A unit's register-transfer code as cells of a library. */
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { libertyText } from '../library/write-liberty.js';
import { type Netlist, TOP_MODULE } from '../netlist/netlist.js';
import { fullAdderMap } from './full-adders.js';
import { readNetlist } from './read-netlist.js';
import { SCRIPT_FILES, synthesisScript } from './script.js';
import { runYosys } from './yosys.js';

/** All that a netlist follows from, beside the version of yosys. */
export interface SynthesisInput {
  readonly script: string;
  readonly files: Readonly<Record<string, string>>;
}

/** @param verilog the unit's modules, with a top module `dot_product` */
export function synthesisInput(verilog: string, library: CellLibrary): SynthesisInput {
  const single = library.cells.filter(({ outputs, inputs }) => outputs.length === 1 || inputs.length === 0);
  const adders = fullAdderMap(library);
  return {
    script: synthesisScript(TOP_MODULE, adders === undefined ? 'gates' : 'library'),
    files: {
      [SCRIPT_FILES.design]: verilog,
      [SCRIPT_FILES.cells]: libertyText(library, single),
      ...(adders !== undefined && { [SCRIPT_FILES.adders]: adders }),
    },
  };
}

/** Seconds to a minute: it loads yosys. */
export async function synthesise(verilog: string, library: CellLibrary): Promise<Netlist> {
  const json = await runYosys({ ...synthesisInput(verilog, library), wanted: SCRIPT_FILES.netlist });
  return readNetlist(json, TOP_MODULE, library);
}
