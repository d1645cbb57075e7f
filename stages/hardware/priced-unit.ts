/** A unit as gates with what a toggle of each net costs. */
import type { CellLibrary } from '../../models/technologies/cells/cell-library.js';
import type { GateUnit } from '../../sim/gates/characterise/window-energy.js';

export interface PricedUnit {
  readonly gates: GateUnit;
  readonly library: CellLibrary;
  readonly wireFfPerFanOut: number;
  /** Of a cycle of a unit. */
  readonly clockFj: number;
  readonly leakageNw: number;
}
