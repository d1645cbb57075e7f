/** From a unit and a library to what it is made of: cells, area, depth, delay, by block. */
import { BLOCKS, type HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { productsOf } from '../../models/hardware/of-unit.js';
import type { CellLibrary } from '../../models/technologies/cells/cell-library.js';
import { writeInside } from '../../records/folder.js';
import { canonicalLine, canonicalText, sha256 } from '../../records/json.js';
import {
  SYNTHESIS_SCHEMA,
  type Synthesis,
  type SynthesisedBlock,
  type SynthesisedElectrical,
} from '../../records/synthesis.js';
import { netlistVerilog } from '../../sim/gates/export/netlist-verilog.js';
import { libertyText } from '../../sim/gates/library/write-liberty.js';
import type { Netlist } from '../../sim/gates/netlist/netlist.js';
import { synthesisInput } from '../../sim/gates/synthesis/synthesise.js';
import { YOSYS_VERSION } from '../../sim/gates/synthesis/yosys.js';
import { clockEnergyFj, leakageNw } from '../../sim/gates/timing/energies.js';
import { kindsOf } from '../../sim/gates/timing/loads.js';
import { cyclePs, type Depths, depthsOf } from '../../sim/gates/timing/paths.js';
import { unitNetlist, unitVerilog } from './netlist.js';

export interface SynthesiseSetting {
  readonly unit: HardwareUnit;
  readonly library: CellLibrary;
  readonly wireFfPerFanOut: number;
}

export interface SynthesisedUnit {
  readonly record: Synthesis;
  readonly netlist: Netlist;
}

export async function synthesiseStage({ unit, library, wireFfPerFanOut }: SynthesiseSetting): Promise<SynthesisedUnit> {
  const netlist = await unitNetlist(unit, library);
  const kinds = kindsOf(netlist, library);
  const depths = depthsOf(netlist, library);
  const area = figure(kinds.reduce((sum, kind) => sum + kind.area, 0));
  const products = productsOf(unit);
  const record: Synthesis = {
    schema: SYNTHESIS_SCHEMA,
    unit: unit.name,
    library: library.name,
    from: provenance(unit, library),
    netlistSha256: sha256(canonicalLine(netlist)),
    productsPerStep: products,
    pipelineStages: unit.pipelineStages,
    cells: netlist.cells.length,
    flipFlops: kinds.filter(({ flipFlop }) => flipFlop !== undefined).length,
    areaUnit: library.areaUnit,
    area,
    areaPerMac: figure(area / products),
    depth: depths.whole,
    blocks: blocksOf(netlist, library, depths),
    ...(library.facts === 'areas' ? {} : { electrical: electricalOf(netlist, library, wireFfPerFanOut) }),
  };
  return { record, netlist };
}

/** The record, the netlist as Verilog and the library as Liberty: what another program needs to judge them. */
export function writeSynthesis({ record, netlist }: SynthesisedUnit, library: CellLibrary, folder: string): void {
  writeInside(folder, 'synthesis.json', canonicalText(record));
  writeInside(folder, 'netlist.v', netlistVerilog(netlist, library));
  writeInside(folder, `${library.name}.lib`, libertyText(library));
}

/** Six digits: sums of many cells, whose last bits say nothing. */
function figure(value: number): number {
  return Number(value.toPrecision(6));
}

function provenance(unit: HardwareUnit, library: CellLibrary): Synthesis['from'] {
  const verilog = unitVerilog(unit);
  return {
    unitSha256: sha256(canonicalLine(unit)),
    verilogSha256: sha256(verilog),
    librarySha256: sha256(canonicalLine(library)),
    scriptSha256: sha256(synthesisInput(verilog, library).script),
    yosys: YOSYS_VERSION,
  };
}

function blocksOf(netlist: Netlist, library: CellLibrary, depths: Depths): SynthesisedBlock[] {
  const kinds = kindsOf(netlist, library);
  return BLOCKS.map((block) => {
    const own = kinds.filter((_, index) => netlist.cells[index]?.block === block);
    const area = figure(own.reduce((sum, kind) => sum + kind.area, 0));
    return { block, cells: own.length, area, depth: depths.byBlock[block] };
  });
}

function electricalOf(netlist: Netlist, library: CellLibrary, wireFfPerFanOut: number): SynthesisedElectrical {
  const clock = clockEnergyFj(netlist, library, wireFfPerFanOut);
  return {
    wireFfPerFanOut,
    voltageV: library.voltageV,
    cyclePs: figure(cyclePs(netlist, library, wireFfPerFanOut)),
    leakageNw: figure(leakageNw(netlist, library)),
    clockFj: { flipFlops: figure(clock.flipFlopsFj), tree: figure(clock.treeFj) },
  };
}
