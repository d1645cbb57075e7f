/** A unit's register-transfer code as cells of a library. */
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import { NO_CACHE, type TextCache } from '../../../runtime/cache.js';
import { libertyText } from '../library/write-liberty.js';
import { type Netlist, TOP_MODULE } from '../netlist/netlist.js';
import { fullAdderMap } from './full-adders.js';
import { readNetlist } from './read-netlist.js';
import { SCRIPT_FILES, synthesisScript } from './script.js';
import { runYosys, YOSYS_VERSION } from './yosys.js';

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

/** Seconds to a minute, but for what the cache holds: it loads yosys. */
export async function synthesise(verilog: string, library: CellLibrary, cache: TextCache = NO_CACHE): Promise<Netlist> {
  const input = synthesisInput(verilog, library);
  const key = JSON.stringify([YOSYS_VERSION, input.script, Object.entries(input.files)]);
  const json = await cache.text(key, () => runYosys({ ...input, wanted: SCRIPT_FILES.netlist }));
  return readNetlist(json, TOP_MODULE, library);
}
