/** From a unit to its netlist in a library, remembered between runs. */
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import type { CellLibrary } from '../../models/technologies/cells/cell-library.js';
import { userCache } from '../../runtime/cache.js';
import type { Netlist } from '../../sim/gates/netlist/netlist.js';
import { emitRtl } from '../../sim/gates/rtl/emit.js';
import { synthesise } from '../../sim/gates/synthesis/synthesise.js';

/** Seconds to a minute where it is not remembered. */
export function unitNetlist(unit: HardwareUnit, library: CellLibrary): Promise<Netlist> {
  return synthesise(unitVerilog(unit), library, userCache());
}

/** All modules of a unit, one behind the other. */
export function unitVerilog(unit: HardwareUnit): string {
  return emitRtl(unit)
    .files.map(({ text }) => text)
    .join('\n');
}
