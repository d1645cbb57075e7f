/**
 * A unit built of gates beside its model: the netlist on drawn vectors, planted single-gate faults, and the
 * register-transfer code itself under a simulator of hardware.
 */
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { cellLibrary } from '../../models/technologies/cells/libraries.js';
import {
  BLOCK_VECTORS,
  type BuiltUnit,
  drawnVectors,
  type Equivalence,
  equivalenceChecker,
  together,
  type Vectors,
} from '../../sim/gates/equivalence/equivalence.js';
import { type PlantedFault, plantedFaults } from '../../sim/gates/faults/planted.js';
import { emitRtl } from '../../sim/gates/rtl/emit.js';
import { unitNetlist } from './netlist.js';
import { type RtlRun, runRtl } from './run-rtl.js';

export interface VerifySetting {
  readonly unit: HardwareUnit;
  /** Name of a cell library. */
  readonly library: string;
  /** Rounded up to whole blocks. */
  readonly vectors: number;
  readonly seed: number;
  /** Faults to plant. */
  readonly faults: number;
  readonly rtl: boolean;
}

export interface Verification {
  readonly unit: string;
  readonly library: string;
  readonly cells: number;
  readonly netlist: Equivalence;
  readonly faults: readonly PlantedFault[];
  readonly rtl?: RtlRun;
}

/** Blocks whose vectors the faults are tried on. */
const FAULT_BLOCKS = 16;

export async function verifyStage(setting: VerifySetting): Promise<Verification> {
  const { unit, seed } = setting;
  const library = cellLibrary(setting.library, '--library');
  const design = emitRtl(unit);
  const netlist = await unitNetlist(unit, library);
  const built: BuiltUnit = { unit, netlist, library };
  const { kept, result } = checkedBlocks(built, setting);
  const sound = result.different === 0;
  return {
    unit: unit.name,
    library: library.name,
    cells: netlist.cells.length,
    netlist: result,
    faults: sound ? await plantedFaults(built, { seed, count: setting.faults }, kept) : [],
    ...(setting.rtl ? { rtl: runRtl(design, setting) } : {}),
  };
}

/** @returns `kept` the first blocks, for faults */
function checkedBlocks(built: BuiltUnit, { unit, vectors, seed }: VerifySetting) {
  const { check } = equivalenceChecker(built);
  const kept: Vectors[] = [];
  const results: Equivalence[] = [];
  for (let block = 0; block < Math.ceil(vectors / BLOCK_VECTORS); block++) {
    const drawn = drawnVectors(unit, seed, block);
    if (kept.length < FAULT_BLOCKS) kept.push(drawn);
    results.push(check(drawn));
  }
  return { kept, result: together(results) };
}
