/**
 * What switching costs: of one transition of each net, of a clock cycle, of time.
 * A transition of a net costs ½ C V², what the cell that drives it takes inside, and what the cells that it enters take
 * inside though their outputs may stay. Mean of rise and fall; of a cell's inputs each makes its share of transitions.
 * Left out: when nets switch (sim/gates/simulate), short pulses that do not reach the rails.
 */
import type { CellLibrary, CellOutput, CellPin } from '../../../models/technologies/cells/cell-library.js';
import type { Netlist, NetlistCell } from '../netlist/netlist.js';
import { type Arrivals, netArrivals } from './arrivals.js';
import { kindsOf, mustHaveEnergies, type NetLoads, netLoads } from './loads.js';
import { along, over } from './table.js';

/** Of one transition of each net; constants cost nothing. @param wireFf of wire for each pin that reads a net */
export function netEnergiesFj(netlist: Netlist, library: CellLibrary, wireFf: number): Float64Array {
  mustHaveEnergies(library);
  const loads = netLoads(netlist, library, wireFf);
  const arrivals = netArrivals(netlist, library, loads);
  const { voltageV } = library;
  const energies = new Float64Array(netlist.nets);
  for (let net = 0; net < netlist.nets; net++) energies[net] = (loadFf(loads, net) * voltageV * voltageV) / 2;
  cellEnergies(netlist, library, loads, arrivals).forEach(({ byInput, byOutput }, index) => {
    const { inputs, outputs } = netlist.cells[index] as NetlistCell;
    for (const [i, net] of inputs.entries()) add(energies, net, byInput[i]);
    for (const [i, net] of outputs.entries()) add(energies, net, byOutput[i]);
  });
  energies.fill(0, 0, 2);
  return energies;
}

function add(energies: Float64Array, net: number, energyFj = 0): void {
  if (net >= 0) energies[net] = (energies[net] ?? 0) + energyFj;
}

/** The larger of rise and fall, which differ by 3 % at most, as OpenSTA takes it. */
export function loadFf({ riseFf, fallFf }: NetLoads, net: number): number {
  return Math.max(riseFf[net] ?? 0, fallFf[net] ?? 0);
}

/** What a cell takes inside for a transition at each of its inputs, at each of its outputs. */
export interface CellEnergy {
  readonly byInput: readonly number[];
  readonly byOutput: readonly number[];
}

export function cellEnergies(
  netlist: Netlist,
  library: CellLibrary,
  loads: NetLoads,
  arrivals: Arrivals,
): readonly CellEnergy[] {
  const kinds = kindsOf(netlist, library);
  const slewsOf = (net: number): Slews => ({
    riseSlewPs: arrivals.riseSlewPs[net] ?? 0,
    fallSlewPs: arrivals.fallSlewPs[net] ?? 0,
  });
  return netlist.cells.map((cell, index) => {
    const pins = kinds[index]?.inputs ?? [];
    const slews = new Map(pins.map(({ pin }, i) => [pin, slewsOf(cell.inputs[i] ?? 0)]));
    const outputs = kinds[index]?.outputs ?? [];
    return {
      byInput: pins.map((pin) => pinEnergyFj(pin, slews.get(pin.pin) ?? CLOCK)),
      byOutput: outputs.map((output, i) => outputEnergyFj(output, slews, loadFf(loads, cell.outputs[i] ?? 0))),
    };
  });
}

interface Slews {
  readonly riseSlewPs: number;
  readonly fallSlewPs: number;
}

/** It steps. */
const CLOCK: Slews = { riseSlewPs: 0, fallSlewPs: 0 };

/** An output's rise takes the slope of the input's rise, though a fall may make it: as the build of OpenSTA does. */
function outputEnergyFj(output: CellOutput, slews: ReadonlyMap<string, Slews>, load: number): number {
  return output.energies.reduce((sum, { from, weight, riseFj, fallFj }) => {
    const { riseSlewPs, fallSlewPs } = slews.get(from) ?? CLOCK;
    return sum + (weight * (over(output, riseFj, riseSlewPs, load) + over(output, fallFj, fallSlewPs, load))) / 2;
  }, 0);
}

function pinEnergyFj({ energy }: CellPin, { riseSlewPs, fallSlewPs }: Slews): number {
  if (energy === undefined) return 0;
  const { slewsPs, riseFj, fallFj } = energy;
  return (along(slewsPs, riseFj, riseSlewPs) + along(slewsPs, fallFj, fallSlewPs)) / 2;
}

export interface ClockEnergy {
  /** Of the flip-flops, inside and at their clock pins. */
  readonly flipFlopsFj: number;
  /** Of the tree that brings the clock to them: assumed. */
  readonly treeFj: number;
}

/**
 * Energy of the clock tree over that of charging the clock pins, and wires to them. Assumed: a tree of buffers of
 * fan-out 16 to 20 adds about a third to pins and wires; published shares of whole trees begin higher.
 */
const TREE_SHARE = 1 / 3;
const TRANSITIONS_A_CYCLE = 2;

/** A cycle, whatever the data. @param wireFf of wire for each clock pin */
export function clockEnergyFj(netlist: Netlist, library: CellLibrary, wireFf: number): ClockEnergy {
  mustHaveEnergies(library);
  const clocks = kindsOf(netlist, library).flatMap(({ flipFlop }) => (flipFlop ? [flipFlop.clock] : []));
  const charge = (pin: CellPin) => ((Math.max(pin.riseFf, pin.fallFf) + wireFf) * library.voltageV ** 2) / 2;
  const sum = (of: (pin: CellPin) => number) => clocks.reduce((total, pin) => total + of(pin), 0) * TRANSITIONS_A_CYCLE;
  const pinsFj = sum(charge);
  return { flipFlopsFj: pinsFj + sum((pin) => pinEnergyFj(pin, CLOCK)), treeFj: pinsFj * TREE_SHARE };
}

/** Of all cells. */
export function leakageNw(netlist: Netlist, library: CellLibrary): number {
  mustHaveEnergies(library);
  return kindsOf(netlist, library).reduce((sum, kind) => sum + kind.leakageNw, 0);
}
