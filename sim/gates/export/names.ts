/** Where a netlist's nets are seen: bits of ports of the unit, and output pins of its cells. */
import { TOP_MODULE } from '../netlist/netlist.js';
import type { Waveform } from './waveform.js';

export interface Place {
  readonly name: string;
  readonly bit?: number;
  readonly net: number;
}

export interface Instance {
  readonly name: string;
  readonly places: readonly Place[];
}

/** The unit itself: its ports, bit by bit. */
export function topOf({ netlist }: Waveform): Instance {
  const places = [...netlist.inputs, ...netlist.outputs].flatMap(({ name, nets }) =>
    nets.map((net, bit): Place => (nets.length === 1 ? { name, net } : { name, bit, net })),
  );
  return { name: TOP_MODULE, places };
}

/** Its cells, in the netlist's order. */
export function instancesOf({ netlist, library }: Waveform): Instance[] {
  const pins = new Map(library.cells.map((cell) => [cell.name, cell.outputs.map(({ pin }) => pin)]));
  return netlist.cells.map(({ name, cell, outputs }) => ({
    name,
    places: outputs.flatMap((net, i) => (net < 0 ? [] : [{ name: pins.get(cell)?.[i] ?? '', net }])),
  }));
}
