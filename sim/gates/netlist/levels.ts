/** How far nets are from the inputs: in gates, and in flip-flops. */
import type { Gate, Gates } from './gates.js';
import { CONSTANT_ONE, type Netlist } from './netlist.js';

/** Longest path from an input to each net, flip-flops counted as gates; undefined where a flip-flop feeds itself. */
export function feedForwardLevels(netlist: Netlist, gates: Gates): Int32Array | undefined {
  const all = [...gates.flipFlops, ...gates.combinational];
  const readers: Gate[][] = Array.from({ length: netlist.nets }, () => []);
  const driven = new Set(all.map(({ output }) => output));
  const waiting = new Map(all.map((gate) => [gate, gate.inputs.filter((net) => driven.has(net)).length]));
  for (const gate of all) for (const net of gate.inputs) readers[net]?.push(gate);
  const levels = new Int32Array(netlist.nets);
  const ready = all.filter((gate) => waiting.get(gate) === 0);
  for (const gate of ready) {
    levels[gate.output] = 1 + Math.max(0, ...gate.inputs.map((net) => levels[net] as number));
    for (const reader of readers[gate.output] ?? []) {
      const left = (waiting.get(reader) as number) - 1;
      waiting.set(reader, left);
      if (left === 0) ready.push(reader);
    }
  }
  return ready.length === all.length ? levels : undefined;
}

/** Longest path from an input or flip-flop to each net. */
export function combinationalLevels(netlist: Netlist, { combinational }: Gates): Int32Array {
  const levels = new Int32Array(netlist.nets);
  for (const gate of combinational) {
    levels[gate.output] = 1 + Math.max(0, ...gate.inputs.map((net) => levels[net] as number));
  }
  return levels;
}

/** Flip-flops on the way from an input to each net. */
export interface Stages {
  readonly least: Int32Array;
  readonly most: Int32Array;
}

/**
 * Least and most flip-flops on any way from an input to each net; a net that follows from constants alone has none of
 * either (least above most). Undefined where a flip-flop feeds itself.
 */
export function stagesOf(netlist: Netlist, gates: Gates): Stages | undefined {
  const levels = feedForwardLevels(netlist, gates);
  if (levels === undefined) return undefined;
  const least = new Int32Array(netlist.nets).fill(NEVER);
  const most = new Int32Array(netlist.nets).fill(-1);
  for (const net of netlist.inputs.flatMap(({ nets }) => nets)) [least[net], most[net]] = [0, 0];
  const flipFlops = new Set(gates.flipFlops);
  const all = [...gates.flipFlops, ...gates.combinational];
  all.sort((x, y) => (levels[x.output] as number) - (levels[y.output] as number));
  for (const gate of all) {
    const inputs = gate.inputs.filter((net) => net > CONSTANT_ONE && (most[net] as number) >= 0);
    const more = flipFlops.has(gate) ? 1 : 0;
    if (inputs.length === 0) continue;
    least[gate.output] = more + Math.min(...inputs.map((net) => least[net] as number));
    most[gate.output] = more + Math.max(...inputs.map((net) => most[net] as number));
  }
  return { least, most };
}

const NEVER = 2 ** 31 - 1;
