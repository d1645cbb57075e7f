/**
 * A unit to time the gate simulator on, without synthesis: as many cells as a real one. Array multipliers of K pairs of
 * operands, their sum and an accumulator modulo 2^32, a register behind each; adders of exclusive ors and NANDs.
 */
import type { Block } from '../models/hardware/hardware-unit.js';
import { CONSTANT_ZERO, type Netlist, type NetlistCell } from '../sim/gates/netlist/netlist.js';

const CELLS = {
  and: 'AND2x2_ASAP7_75t_R',
  nand: 'NAND2xp5_ASAP7_75t_R',
  xor: 'XOR2xp5_ASAP7_75t_R',
  inverter: 'INVx1_ASAP7_75t_R',
  flipFlop: 'DFFHQNx1_ASAP7_75t_R',
} as const;

const SUM_BITS = 32;

interface Builder {
  nets: number;
  readonly flipFlops: NetlistCell[];
  readonly gates: NetlistCell[];
}

/** Latency 2: a register behind the products, one behind the sum. */
export const ARRAY_STAGES = 2;

export function arrayUnit(products: number, operandBits: number): Netlist {
  const builder: Builder = { nets: 2, flipFlops: [], gates: [] };
  const port = (name: string, bits: number) => ({ name, nets: Array.from({ length: bits }, () => builder.nets++) });
  const inputs = [port('a', products * operandBits), port('b', products * operandBits), port('c', SUM_BITS)];
  const [a, b, c] = inputs.map(({ nets }) => nets) as [number[], number[], number[]];
  const slice = (nets: number[], i: number) => nets.slice(i * operandBits, (i + 1) * operandBits);
  const terms = Array.from({ length: products }, (_, i) =>
    register(builder, product(builder, slice(a, i), slice(b, i))),
  );
  const sum = terms.reduce((total, term) => add(builder, 'add', total, term), register(builder, c));
  const outputs = [{ name: 'd', nets: register(builder, sum) }];
  const cells = [...builder.flipFlops, ...builder.gates];
  return { library: 'asap7', nets: builder.nets, inputs, outputs, cells };
}

/** As many inverters in a row, each of a bit of c: what the simulator cannot do faster. */
export function inverterRow(cells: number): Netlist {
  const builder: Builder = { nets: 2 + SUM_BITS, flipFlops: [], gates: [] };
  const c = Array.from({ length: SUM_BITS }, (_, bit) => 2 + bit);
  const row = Array.from({ length: cells }, (_, i) => gate(builder, 'add', 'inverter', [c[i % SUM_BITS] as number]));
  const ports = { inputs: [{ name: 'c', nets: c }], outputs: [{ name: 'd', nets: row.slice(0, SUM_BITS) }] };
  return { library: 'asap7', nets: builder.nets, ...ports, cells: builder.gates };
}

function gate(builder: Builder, block: Block, kind: keyof typeof CELLS, inputs: number[]): number {
  const name = `${block}_${builder.gates.length}`;
  const output = builder.nets++;
  builder.gates.push({ name, cell: CELLS[kind], block, inputs, outputs: [output] });
  return output;
}

/** The library's flip-flop inverts: an inverter behind it. */
function register(builder: Builder, data: readonly number[]): number[] {
  return data.map((net) => {
    const held = builder.nets++;
    const name = `registers_${builder.flipFlops.length}`;
    builder.flipFlops.push({ name, cell: CELLS.flipFlop, block: 'registers', inputs: [net], outputs: [held] });
    return gate(builder, 'registers', 'inverter', [held]);
  });
}

function product(builder: Builder, a: readonly number[], b: readonly number[]): number[] {
  const rows = b.map((bit, shift) => {
    const row = a.map((other) => gate(builder, 'multiply', 'and', [other, bit]));
    return Array.from({ length: a.length + b.length }, (_, i) => row[i - shift] ?? CONSTANT_ZERO);
  });
  return rows.reduce((sum, row) => add(builder, 'multiply', sum, row));
}

/** Ripple carry, as many bits as the first has; where a bit of the second is the constant 0 a half adder. */
function add(builder: Builder, block: Block, x: readonly number[], y: readonly number[]): number[] {
  const make = (kind: 'nand' | 'xor', p: number, q: number) => gate(builder, block, kind, [p, q]);
  let carry = CONSTANT_ZERO;
  return x.map((bit, i) => {
    const other = y[i] ?? CONSTANT_ZERO;
    const half = make('xor', bit, other);
    const sum = make('xor', half, carry);
    carry = make('nand', make('nand', half, carry), make('nand', bit, other));
    return sum;
  });
}
