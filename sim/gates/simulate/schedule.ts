/**
 * In which order the fast simulator evaluates gates: sorted by how far they are from the inputs, and there by
 * function, so that a loop does many of one function in a row.
 */
import { truthTable } from '../netlist/cell-function.js';
import type { Gate, Gates } from '../netlist/gates.js';
import { combinationalLevels, feedForwardLevels } from '../netlist/levels.js';
import type { Netlist } from '../netlist/netlist.js';
import type { Delays } from './activity.js';
import { directForm } from './direct-forms.js';
import type { KernelKind } from './kernels.js';

/** Gates of one function that do not depend on one another, one behind the other. */
export interface GateRun {
  readonly kind: KernelKind;
  readonly gates: readonly Gate[];
}

export interface Schedule {
  /** Whether a flip-flop depends on itself: then cycles are simulated one at a time. */
  readonly feedback: boolean;
  readonly zeroDelay: readonly GateRun[];
  /** One unit of time after the other; a gate stands at the times that are lengths of paths to it. Empty if not asked. */
  readonly unitDelay: readonly GateRun[];
}

export function scheduleOf(netlist: Netlist, library: Gates, delays: Delays): Schedule {
  const gates = direct(library);
  const levels = feedForwardLevels(netlist, gates);
  const unitDelay = delays === 'unit' ? unitDelayRuns(netlist, gates) : [];
  if (levels === undefined) return { feedback: true, zeroDelay: feedbackRuns(netlist, gates), unitDelay };
  const kinds = new Map<Gate, KernelKind>(gates.flipFlops.map((gate) => [gate, 'delay']));
  const all = [...gates.flipFlops, ...gates.combinational];
  return {
    feedback: false,
    zeroDelay: runsOf(sorted(all, levels), levels, (gate) => kinds.get(gate) ?? 'settle'),
    unitDelay,
  };
}

/** A name for what a gate computes: equal for gates of one loop. */
export function functionKey(gate: Gate): string {
  const known = keys.get(gate.function) ?? new Map<number, string>();
  keys.set(gate.function, known);
  const key = known.get(gate.inputs.length) ?? truthTable(gate.function, gate.inputs.length);
  known.set(gate.inputs.length, key);
  return key;
}
const keys = new WeakMap<object, Map<number, string>>();

function direct({ flipFlops, combinational }: Gates): Gates {
  const forms = new Map<object, Gate['function']>();
  const shorter = (gate: Gate): Gate => {
    const form = forms.get(gate.function) ?? directForm(gate.function, gate.inputs.length);
    forms.set(gate.function, form);
    return { ...gate, function: form };
  };
  return { flipFlops: flipFlops.map(shorter), combinational: combinational.map(shorter) };
}

/** Flip-flops first, in their order: one reads what stands there until the data's own word is written. */
function feedbackRuns(netlist: Netlist, gates: Gates): GateRun[] {
  const written = new Set(netlist.inputs.flatMap(({ nets }) => nets));
  const flipFlops = gates.flipFlops.map((gate): GateRun => {
    const kind = written.has(gate.inputs[0] as number) ? 'delay' : 'feed-back';
    written.add(gate.output);
    return { kind, gates: [gate] };
  });
  const levels = combinationalLevels(netlist, gates);
  return [...flipFlops, ...runsOf(sorted(gates.combinational, levels), levels, () => 'settle')];
}

/**
 * In a unit of time the gates go from the last level to the first: each then reads what its inputs were in the unit
 * before, and may write its own new value in place.
 */
function unitDelayRuns(netlist: Netlist, gates: Gates): GateRun[] {
  const levels = combinationalLevels(netlist, gates);
  const times = pathLengths(netlist, gates);
  const backward = sorted(
    gates.combinational,
    levels.map((level) => -level),
  );
  const depth = Math.max(0, ...levels);
  return Array.from({ length: depth }, (_, i) => 1n << BigInt(i + 1)).flatMap((time) => {
    const changing = backward.filter(({ output }) => ((times[output] as bigint) & time) !== 0n);
    return runsOf(changing, levels, () => 'step');
  });
}

/** Of each net, bit t set where a path of t gates leads to it from an input or a flip-flop. */
function pathLengths(netlist: Netlist, { flipFlops, combinational }: Gates): bigint[] {
  const lengths: bigint[] = new Array(netlist.nets).fill(0n);
  for (const net of netlist.inputs.flatMap(({ nets }) => nets)) lengths[net] = 1n;
  for (const { output } of flipFlops) lengths[output] = 1n;
  for (const { output, inputs } of combinational) {
    lengths[output] = inputs.reduce((all, net) => all | (lengths[net] as bigint), 0n) << 1n;
  }
  return lengths;
}

function sorted(gates: readonly Gate[], levels: Int32Array): Gate[] {
  const rank = (gate: Gate) => levels[gate.output] as number;
  const keyed = gates.map((gate) => ({ gate, key: functionKey(gate) }));
  keyed.sort((x, y) => rank(x.gate) - rank(y.gate) || compare(x.key, y.key));
  return keyed.map(({ gate }) => gate);
}

function compare(x: string, y: string): number {
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

/** Neighbours of one level, kind and function, put together. */
function runsOf(gates: readonly Gate[], levels: Int32Array, kindOf: (gate: Gate) => KernelKind): GateRun[] {
  const runs: { kind: KernelKind; gates: Gate[] }[] = [];
  let last = '';
  for (const gate of gates) {
    const kind = kindOf(gate);
    const name = `${levels[gate.output]} ${kind} ${functionKey(gate)}`;
    if (name !== last) runs.push({ kind, gates: [] });
    runs.at(-1)?.gates.push(gate);
    last = name;
  }
  return runs;
}
