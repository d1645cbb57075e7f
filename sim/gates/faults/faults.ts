/**
 * Faults of a single gate: its output stuck or inverted, two of its pins exchanged, its function that of another cell.
 * What a proof of equivalence must find, or show to be without effect.
 * Left out: faults of several gates, of timing, of wires between gates.
 */
import { type Expression, truthTable } from '../netlist/cell-function.js';
import type { Gate, Gates } from '../netlist/gates.js';

export const FAULT_KINDS = ['stuck-at-0', 'stuck-at-1', 'inverted', 'pins-exchanged', 'other-function'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Among flip-flops, then the other gates, in their order. */
  readonly gate: number;
  /** What the gate is with the fault. */
  readonly faulty: Gate;
}

/** Every fault of every gate that changes its function. */
export function faultsOf(gates: Gates): Fault[] {
  const all = [...gates.flipFlops, ...gates.combinational];
  const functions = differentFunctions(gates.combinational);
  return all.flatMap((gate, index) => faultsOfGate(gate, functions).map((fault) => ({ ...fault, gate: index })));
}

export function withFault({ flipFlops, combinational }: Gates, { gate, faulty }: Fault): Gates {
  const first = flipFlops.length;
  return {
    flipFlops: flipFlops.map((sound, i) => (i === gate ? faulty : sound)),
    combinational: combinational.map((sound, i) => (first + i === gate ? faulty : sound)),
  };
}

function faultsOfGate(gate: Gate, functions: readonly PinFunction[]): Omit<Fault, 'gate'>[] {
  const pins = gate.inputs.length;
  const own = truthTable(gate.function, pins);
  const others = functions.filter((other) => other.pins === pins && other.table !== own);
  const faults: Omit<Fault, 'gate'>[] = [
    { kind: 'stuck-at-0', faulty: { ...gate, function: { kind: 'constant', value: 0 } } },
    { kind: 'stuck-at-1', faulty: { ...gate, function: { kind: 'constant', value: 1 } } },
    { kind: 'inverted', faulty: { ...gate, function: { kind: 'not', of: gate.function } } },
    ...pinPairs(pins).map(([x, y]) => ({
      kind: 'pins-exchanged' as const,
      faulty: { ...gate, inputs: exchanged(gate.inputs, x, y) },
    })),
    ...others.map((other) => ({ kind: 'other-function' as const, faulty: { ...gate, function: other.function } })),
  ];
  return faults.filter(({ faulty }) => !sameFunction(gate, faulty));
}

interface PinFunction {
  readonly pins: number;
  readonly table: string;
  readonly function: Expression;
}

/** Functions that occur, each once. */
function differentFunctions(gates: readonly Gate[]): PinFunction[] {
  const tables = new Map<Expression, PinFunction>();
  for (const { function: expression, inputs } of gates) {
    if (tables.has(expression)) continue;
    const table = truthTable(expression, inputs.length);
    tables.set(expression, { pins: inputs.length, table, function: expression });
  }
  const byTable = new Map([...tables.values()].map((entry) => [`${entry.pins} ${entry.table}`, entry]));
  return [...byTable.values()];
}

function pinPairs(pins: number): [number, number][] {
  return Array.from({ length: pins }, (_, x) => x).flatMap((x) =>
    Array.from({ length: pins - x - 1 }, (_, i): [number, number] => [x, x + 1 + i]),
  );
}

function exchanged(inputs: readonly number[], x: number, y: number): number[] {
  return inputs.map((net, pin) => inputs[pin === x ? y : pin === y ? x : pin] ?? net);
}

/** As functions of their nets: exchanging the pins of a NAND, or pins on one net, is no fault. */
function sameFunction(sound: Gate, faulty: Gate): boolean {
  const nets = [...new Set(sound.inputs)];
  return tableOfNets(sound, nets) === tableOfNets(faulty, nets);
}

function tableOfNets({ function: expression, inputs }: Gate, nets: readonly number[]): string {
  const pinsOf = (values: number) =>
    inputs.reduce((bits, net, pin) => bits | (((values >> nets.indexOf(net)) & 1) << pin), 0);
  const table = truthTable(expression, inputs.length);
  return Array.from({ length: 2 ** nets.length }, (_, values) => table[pinsOf(values)]).join('');
}
