/**
 * A window around a fault as a question for a solver (yosys' `sat`): Verilog of a module whose output `differs` is 1
 * where a root of the window with the fault is not that without. Where it never is, the fault changes no result.
 */
import type { Expression } from '../netlist/cell-function.js';
import type { Gate } from '../netlist/gates.js';
import { CONSTANT_ONE } from '../netlist/netlist.js';
import type { FaultWindow } from './window.js';

const MODULE = 'miter';

/** Files as the script names them. */
export const MITER_FILES = { design: 'miter.v', answer: 'answer.txt' } as const;

/** A script of yosys that proves `differs` 0, or finds leaves for which it is not. */
export const MITER_SCRIPT = [
  `read_verilog ${MITER_FILES.design}`,
  'proc',
  'opt -full',
  `tee -q -o ${MITER_FILES.answer} sat -prove differs 0 ${MODULE}`,
  '',
].join('\n');

/** Whether what the solver printed is a set of leaves on which a root differs. */
export function isModel(answer: string): boolean {
  return answer.includes('model found: FAIL');
}

/** Whether it is a proof. */
export function isProof(answer: string): boolean {
  return answer.includes('no model found: SUCCESS');
}

export function miterVerilog({ gates, leaves, roots }: FaultWindow, sound: Gate, faulty: Gate): string {
  const changed = netsBehind(gates, sound);
  const plain = (net: number) => (net <= CONSTANT_ONE ? `1'b${net}` : `n${net}`);
  const other = (net: number) => (changed.has(net) ? `f${net}` : plain(net));
  const differing = roots.filter((net) => changed.has(net)).map((net) => `(${plain(net)} ^ ${other(net)})`);
  const inputs = leaves.map(plain);
  return [
    `module ${MODULE}(${[...inputs, 'differs'].join(', ')});`,
    ...(inputs.length === 0 ? [] : [`input ${inputs.join(', ')};`]),
    'output differs;',
    ...gates.map((gate) => wireOf(gate, plain, plain)),
    ...gates
      .filter(({ output }) => changed.has(output))
      .map((gate) => (gate === sound ? wireOf(faulty, other, plain) : wireOf(gate, other, other))),
    `assign differs = ${differing.join(' | ') || "1'b0"};`,
    'endmodule',
    '',
  ].join('\n');
}

/** Of the gate and all that follow from it. @param gates each behind those that drive its inputs */
function netsBehind(gates: readonly Gate[], sound: Gate): Set<number> {
  const behind = new Set([sound.output]);
  for (const { inputs, output } of gates) if (inputs.some((net) => behind.has(net))) behind.add(output);
  return behind;
}

type NameOf = (net: number) => string;

function wireOf({ output, inputs, function: expression }: Gate, name: NameOf, inputName: NameOf): string {
  return `wire ${name(output)} = ${verilogOf(expression, inputs.map(inputName))};`;
}

function verilogOf(expression: Expression, pins: readonly string[]): string {
  switch (expression.kind) {
    case 'pin':
      return pins[expression.index] as string;
    case 'constant':
      return `1'b${expression.value}`;
    case 'not':
      return `~${verilogOf(expression.of, pins)}`;
    default: {
      const sign = { and: '&', or: '|', xor: '^' }[expression.kind];
      return `(${verilogOf(expression.left, pins)} ${sign} ${verilogOf(expression.right, pins)})`;
    }
  }
}
