/**
 * A proof that a fault changes no result: in a window around it (window.ts) all values of the leaves are tried. What no
 * window shows stays open: that a fault was not found is no proof.
 */
import type { CellLibrary } from '../../../models/technologies/cells/cell-library.js';
import type { Gate } from '../netlist/gates.js';
import { CONSTANT_ONE, type Netlist } from '../netlist/netlist.js';
import { createGateSimulator, type GateSimulator } from '../simulate/simulator.js';
import { everyInput } from './every-input.js';
import type { Fault } from './faults.js';
import { type FaultWindow, type GateGraph, windowAround } from './window.js';

/** Levels behind the gate that are tried in turn: at 0 its own output must stay the same. */
const LEVELS = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24] as const;
/** Leaves of small windows, then of large ones: 2^16 values take milliseconds, 2^22 half a second. */
const MOST_LEAVES = [16, 22] as const;
/** Tried before all others: most windows that prove nothing show it there. */
const FIRST_CYCLES = 32;
/** Bits of a port. */
const MOST_ROOTS = 32;

/** True where it is proved. @param graph of the sound netlist */
export function provedHarmless(graph: GateGraph, library: CellLibrary, fault: Fault): boolean {
  const gate = graph.gates[fault.gate] as Gate;
  const tried = new Set<string>();
  return MOST_LEAVES.some((mostLeaves) =>
    LEVELS.some((levels) => {
      const window = windowAround(graph, gate, { levels, mostLeaves, mostRoots: MOST_ROOTS });
      if (window === undefined || tried.has(netsOf(window))) return false;
      tried.add(netsOf(window));
      return sameRoots(window, library, gate, fault.faulty);
    }),
  );
}

/** Equal for equal windows. */
function netsOf({ leaves, roots }: FaultWindow): string {
  return `${leaves.join()} ${roots.join()}`;
}

function sameRoots(window: FaultWindow, library: CellLibrary, sound: Gate, faulty: Gate): boolean {
  if (window.roots.length === 0) return true;
  const { netlist, renumbered } = compacted(window);
  const [soundUnit, faultyUnit] = [sound, faulty].map((gate) => {
    const combinational = window.gates.map((other) => renumbered(other === sound ? gate : other));
    const gates = { flipFlops: [], combinational };
    return createGateSimulator({ netlist, library, productsPerStep: 1, delays: 'zero', gates });
  }) as [GateSimulator, GateSimulator];
  return [FIRST_CYCLES, Number.POSITIVE_INFINITY].every((mostCycles) => {
    const streams = everyInput(netlist, 1, 0, mostCycles);
    const run = (unit: GateSimulator) => unit.run(streams, { warmUpCycles: streams.cycles }).outputs.d;
    return Buffer.compare(bytesOf(run(soundUnit)), bytesOf(run(faultyUnit))) === 0;
  });
}

function bytesOf(codes: Uint32Array | undefined): Uint8Array {
  return new Uint8Array(codes?.buffer ?? new ArrayBuffer(0));
}

/** The window as a unit of its own: leaves as the codes of port `a`, roots as port `d`. */
function compacted({ gates, leaves, roots }: FaultWindow) {
  const numbers = new Map<number, number>([...Array(CONSTANT_ONE + 1).keys()].map((constant) => [constant, constant]));
  for (const net of [...leaves, ...gates.map(({ output }) => output)]) numbers.set(net, numbers.size);
  const number = (net: number) => numbers.get(net) as number;
  const netlist: Netlist = {
    library: 'window',
    nets: numbers.size,
    inputs: leaves.length === 0 ? [] : [{ name: 'a', nets: leaves.map(number) }],
    outputs: [{ name: 'd', nets: roots.map(number) }],
    cells: [],
  };
  const renumbered = (gate: Gate): Gate => ({ ...gate, inputs: gate.inputs.map(number), output: number(gate.output) });
  return { netlist, renumbered };
}
