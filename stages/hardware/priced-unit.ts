/** From a unit and a library to gates that can be given operands, with what a toggle of each net costs. */
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { productsOf } from '../../models/hardware/of-unit.js';
import type { CellLibrary } from '../../models/technologies/cells/cell-library.js';
import type { GateUnit } from '../../sim/gates/characterise/window-energy.js';
import { createGateSimulator } from '../../sim/gates/simulate/simulator.js';
import { clockEnergyFj, leakageNw, netEnergiesFj } from '../../sim/gates/timing/energies.js';
import { unitNetlist } from './netlist.js';

/**
 * Load of wires for each pin that reads a net: none, and twice what a net of 6 µm has in ASAP7 (0.166 fF/µm, OpenROAD’s
 * set-up of it).
 */
const WIRE_FF = { least: 0, most: 2 } as const;

export interface PricedUnit {
  readonly gates: GateUnit;
  readonly library: CellLibrary;
  readonly wireFfPerFanOut: number;
  /** Of a cycle of a unit: of its flip-flops, and of the tree that brings the clock to them. */
  readonly clock: { readonly flipFlopsFj: number; readonly treeFj: number };
  readonly leakageNw: number;
}

/** Some ten seconds where the unit is not remembered: it is synthesised. */
export async function pricedUnit(
  unit: HardwareUnit,
  library: CellLibrary,
  wireFfPerFanOut: number,
): Promise<PricedUnit> {
  const netlist = await unitNetlist(unit, library);
  const productsPerStep = productsOf(unit);
  const simulator = createGateSimulator({ netlist, library, productsPerStep, delays: 'unit' });
  const toggleFj = (wireFf: number) => netEnergiesFj(netlist, library, wireFf);
  return {
    gates: {
      ...{ unit, netlist, simulator },
      toggleFj: toggleFj(wireFfPerFanOut),
      leastToggleFj: toggleFj(WIRE_FF.least),
      mostToggleFj: toggleFj(WIRE_FF.most),
    },
    library,
    wireFfPerFanOut,
    clock: clockEnergyFj(netlist, library, wireFfPerFanOut),
    leakageNw: leakageNw(netlist, library),
  };
}
