/**
 * Energy of a unit by block, a cycle: changes of nets times what a change costs, the clock, leakage.
 * A net belongs to the block of the cell that drives it; operands at the ports are driven from outside and stand apart.
 * Left out: what a change of a net costs (sim/gates/timing: cells, pins, wires), the tree that brings the clock.
 */
import { BLOCKS, type Block } from '../../../models/hardware/hardware-unit.js';
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import type { Netlist } from '../netlist/netlist.js';

export const ENERGY_PLACES = [...BLOCKS, 'ports'] as const;
export type EnergyPlace = Block | 'ports';

export interface BlockActivity {
  readonly togglesPerCycle: number;
  readonly switchingFj: number;
  readonly clockFj: number;
  readonly leakageFj: number;
}

export interface BlockEnergyRequest {
  readonly netlist: Netlist;
  readonly library: CellLibrary;
  /** Changes of each net in `laneCycles` cycles. */
  readonly toggles: ArrayLike<number>;
  readonly laneCycles: number;
  /** Of one change of each net. */
  readonly netEnergiesFj: ArrayLike<number>;
  /** Of all flip-flops, a cycle. */
  readonly clockFj: number;
  /** How long a cycle leaks. */
  readonly clockHz: number;
}

/** nW of a cycle of 1 Hz are 10^-9 J, 10^6 fJ. */
const FJ_OF_NW_S = 1e6;

/** A unit's energies a cycle; the sum over blocks is the whole. */
export function blockEnergies(request: BlockEnergyRequest): Record<EnergyPlace, BlockActivity> {
  const { netlist, toggles, laneCycles, netEnergiesFj } = request;
  const places = placesOfNets(netlist);
  const entries = ENERGY_PLACES.map((place) => {
    let [changes, energyFj] = [0, 0];
    places.forEach((owner, net) => {
      if (owner !== place) return;
      changes += toggles[net] as number;
      energyFj += (toggles[net] as number) * (netEnergiesFj[net] as number);
    });
    const switched = { togglesPerCycle: changes / laneCycles, switchingFj: energyFj / laneCycles };
    const clockFj = place === 'registers' ? request.clockFj : 0;
    return [place, { ...switched, clockFj, leakageFj: leakageFj(request, place) }] as const;
  });
  return Object.fromEntries(entries) as Record<EnergyPlace, BlockActivity>;
}

/** Which block drives each net; constants have none. */
function placesOfNets(netlist: Netlist): (EnergyPlace | undefined)[] {
  const places: (EnergyPlace | undefined)[] = new Array(netlist.nets).fill(undefined);
  for (const { nets } of netlist.inputs) for (const net of nets) places[net] = 'ports';
  for (const { block, outputs } of netlist.cells) for (const net of outputs) if (net >= 0) places[net] = block;
  return places;
}

function leakageFj({ netlist, library, clockHz }: BlockEnergyRequest, place: EnergyPlace): number {
  const leakages = new Map(library.cells.map(({ name, leakageNw }) => [name, leakageNw]));
  const leakageNw = netlist.cells
    .filter(({ block }) => block === place)
    .reduce((total, { cell }) => total + (leakages.get(cell) ?? 0), 0);
  return (leakageNw * FJ_OF_NW_S) / clockHz;
}
