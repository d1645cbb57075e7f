/**
 * Static delay: when each net has risen and fallen at the latest after a clock edge, and how steeply. Each arc takes
 * the latest arrival and the longest transition of its input, whichever path they come from, as OpenSTA does.
 * Left out: resistance of wires, skew and transition of the clock (it is ideal), false paths.
 */
import type { CellLibrary, CellOutput } from '../../../models/technologies/cells/cell-library.js';
import type { Netlist, NetlistCell } from '../netlist/netlist.js';
import { kindsOf, type NetLoads } from './loads.js';
import { over } from './table.js';

export interface Arrivals {
  readonly risePs: Float64Array;
  readonly fallPs: Float64Array;
  readonly riseSlewPs: Float64Array;
  readonly fallSlewPs: Float64Array;
}

/** An ideal clock steps. Operands too: they come from registers that are not of the unit. */
const IDEAL_SLEW_PS = 0;

export function netArrivals(netlist: Netlist, library: CellLibrary, loads: NetLoads): Arrivals {
  const arrivals = noArrivals(netlist.nets);
  const kinds = kindsOf(netlist, library);
  netlist.cells.forEach((cell, index) => {
    kinds[index]?.outputs.forEach((output, i) => {
      const net = cell.outputs[i] ?? -1;
      if (net >= 0) arrive(arrivals, { net, output, loads, inputNets: inputNets(cell, kinds[index]?.inputs ?? []) });
    });
  });
  return arrivals;
}

function noArrivals(nets: number): Arrivals {
  const [risePs, fallPs, riseSlewPs, fallSlewPs] = [0, 1, 2, 3].map(() => new Float64Array(nets));
  return { risePs, fallPs, riseSlewPs, fallSlewPs } as Arrivals;
}

/** Nets by the names of the pins that read them. */
function inputNets(cell: NetlistCell, pins: readonly { readonly pin: string }[]): ReadonlyMap<string, number> {
  return new Map(pins.map(({ pin }, i) => [pin, cell.inputs[i] ?? 0]));
}

interface Driven {
  readonly net: number;
  readonly output: CellOutput;
  readonly loads: NetLoads;
  readonly inputNets: ReadonlyMap<string, number>;
}

function arrive(arrivals: Arrivals, { net, output, loads, inputNets }: Driven): void {
  const { risePs, fallPs, riseSlewPs, fallSlewPs } = arrivals;
  const [riseFf, fallFf] = [loads.riseFf[net] ?? 0, loads.fallFf[net] ?? 0];
  for (const arc of output.delays) {
    const from = inputNets.get(arc.from);
    const before = (ofRise: boolean) => edgeOf(arrivals, from, ofRise);
    const [toRise, toFall] = arc.sense === 'opposite' ? [before(false), before(true)] : [before(true), before(false)];
    risePs[net] = Math.max(risePs[net] ?? 0, toRise.atPs + over(output, arc.risePs, toRise.slewPs, riseFf));
    fallPs[net] = Math.max(fallPs[net] ?? 0, toFall.atPs + over(output, arc.fallPs, toFall.slewPs, fallFf));
    riseSlewPs[net] = Math.max(riseSlewPs[net] ?? 0, over(output, arc.riseTransitionPs, toRise.slewPs, riseFf));
    fallSlewPs[net] = Math.max(fallSlewPs[net] ?? 0, over(output, arc.fallTransitionPs, toFall.slewPs, fallFf));
  }
}

/** Arrival and slope of an input's edge; the clock, which is no net, steps at zero. */
function edgeOf(arrivals: Arrivals, net: number | undefined, isRise: boolean) {
  if (net === undefined) return { atPs: 0, slewPs: IDEAL_SLEW_PS };
  const { risePs, fallPs, riseSlewPs, fallSlewPs } = arrivals;
  return isRise
    ? { atPs: risePs[net] ?? 0, slewPs: riseSlewPs[net] ?? IDEAL_SLEW_PS }
    : { atPs: fallPs[net] ?? 0, slewPs: fallSlewPs[net] ?? IDEAL_SLEW_PS };
}
