/**
 * A window of gates around a faulty one: those that see its output within so many levels, their other inputs traced
 * back to a few nets, the leaves. Whatever the leaves are, a fault that changes no root of the window changes no result.
 * Flip-flops are taken as gates: in a pipeline whose ways have equally many of them a result follows from the operands
 * of one cycle as without them.
 */
import type { Gate, Gates } from '../netlist/gates.js';
import { feedForwardLevels } from '../netlist/levels.js';
import { CONSTANT_ONE, type Netlist } from '../netlist/netlist.js';

/** A netlist's gates by the nets that they drive and read. */
export interface GateGraph {
  readonly netlist: Netlist;
  readonly levels: Int32Array;
  /** In the order of faults: flip-flops, then the others. */
  readonly gates: readonly Gate[];
  readonly drivers: readonly (Gate | undefined)[];
  readonly readers: readonly (readonly Gate[])[];
  readonly isOutput: Uint8Array;
}

export interface FaultWindow {
  /** Each behind those that drive its inputs. */
  readonly gates: readonly Gate[];
  readonly leaves: readonly number[];
  /** Nets that are read outside. */
  readonly roots: readonly number[];
}

export interface WindowSize {
  readonly levels: number;
  readonly mostLeaves: number;
  readonly mostRoots: number;
}

/** Undefined where a flip-flop feeds itself. */
export function gateGraph(netlist: Netlist, gates: Gates): GateGraph | undefined {
  const levels = feedForwardLevels(netlist, gates);
  if (levels === undefined) return undefined;
  const all = [...gates.flipFlops, ...gates.combinational];
  const drivers: (Gate | undefined)[] = new Array(netlist.nets).fill(undefined);
  const readers: Gate[][] = Array.from({ length: netlist.nets }, () => []);
  const isOutput = new Uint8Array(netlist.nets);
  for (const gate of all) drivers[gate.output] = gate;
  for (const gate of all) for (const net of new Set(gate.inputs)) readers[net]?.push(gate);
  for (const net of netlist.outputs.flatMap(({ nets }) => nets)) isOutput[net] = 1;
  return { netlist, levels, gates: all, drivers, readers, isOutput };
}

/** Undefined where it has too many leaves or roots. */
export function windowAround(graph: GateGraph, gate: Gate, size: WindowSize): FaultWindow | undefined {
  const forward = gatesBehind(graph, gate, (graph.levels[gate.output] as number) + size.levels);
  const outside = (net: number) => (graph.readers[net] ?? []).some((reader) => !forward.has(reader));
  const outputs = [...forward].map(({ output }) => output);
  const roots = outputs.filter((net) => graph.isOutput[net] === 1 || outside(net));
  const leaves = new Set<number>();
  for (const { inputs } of forward) for (const net of inputs) addLeaf(graph, leaves, forward, net);
  if (leaves.size > size.mostLeaves || roots.length > size.mostRoots) return undefined;
  const inside = new Set(forward);
  while (expandLeaf(graph, leaves, inside, size.mostLeaves));
  const gates = [...inside].sort((x, y) => (graph.levels[x.output] as number) - (graph.levels[y.output] as number));
  return { gates, leaves: [...leaves], roots };
}

/** The gate and all that follow from it, up to a level. */
function gatesBehind({ readers, levels }: GateGraph, gate: Gate, last: number): Set<Gate> {
  const found = new Set([gate]);
  for (const { output } of found) {
    for (const reader of readers[output] ?? []) if ((levels[reader.output] as number) <= last) found.add(reader);
  }
  return found;
}

function addLeaf({ drivers }: GateGraph, leaves: Set<number>, inside: ReadonlySet<Gate>, net: number): void {
  const driver = drivers[net];
  if (net > CONSTANT_ONE && (driver === undefined || !inside.has(driver))) leaves.add(net);
}

/** Takes in the driver of the leaf that adds fewest leaves, of equal ones the last. False where none may be. */
function expandLeaf(graph: GateGraph, leaves: Set<number>, inside: Set<Gate>, mostLeaves: number): boolean {
  let best: { gate: Gate; added: number } | undefined;
  for (const leaf of leaves) {
    const gate = graph.drivers[leaf];
    if (gate === undefined) continue;
    const added = new Set(gate.inputs.filter((net) => net > CONSTANT_ONE && !leaves.has(net))).size - 1;
    if (best === undefined || added < best.added || (added === best.added && later(graph, gate, best.gate))) {
      best = { gate, added };
    }
  }
  if (best === undefined || leaves.size + best.added > mostLeaves) return false;
  leaves.delete(best.gate.output);
  inside.add(best.gate);
  for (const net of best.gate.inputs) addLeaf(graph, leaves, inside, net);
  return true;
}

function later({ levels }: GateGraph, x: Gate, y: Gate): boolean {
  return (levels[x.output] as number) > (levels[y.output] as number);
}
