/**
 * A unit drawn by hand: d = a0·b0 + a1·b1 + c modulo 256, operands of 3 bits, two stages (products are held in
 * registers, then the sum). Multipliers of AND gates and rows of adders; adders are the library's, whose outputs are
 * inverted.
 */
import type { Block } from '../../../models/hardware/hardware-unit.js';
import { CONSTANT_ZERO, type Netlist, type NetlistCell } from '../../../sim/gates/netlist/netlist.js';
import { LANES, type OperandStreams } from '../../../sim/gates/operands/operand-streams.js';

export const HAND_STAGES = 2;
export const HAND_PRODUCTS = 2;
const [OPERAND_BITS, SUM_BITS] = [3, 8];

export function handUnit(): Netlist {
  const [flipFlops, gates]: NetlistCell[][] = [[], []];
  let nets = 2;
  const take = (count: number) => Array.from({ length: count }, () => nets++);
  const inputs = [
    { name: 'a', nets: take(OPERAND_BITS * HAND_PRODUCTS) },
    { name: 'b', nets: take(OPERAND_BITS * HAND_PRODUCTS) },
    { name: 'c', nets: take(SUM_BITS) },
  ];
  const [a, b, c] = inputs.map((port) => port.nets) as [number[], number[], number[]];
  const gate = (block: Block, cell: string, from: number[], outputs = 1) => {
    const to = take(outputs);
    gates?.push({ name: `${block}/${cell}_${gates.length}`, cell, block, inputs: from, outputs: to });
    return to;
  };
  const register = (data: number[]) =>
    data.map((net) => {
      const [output] = take(1);
      const name = `registers/r${flipFlops?.length}`;
      flipFlops?.push({ name, cell: 'DFF', block: 'registers', inputs: [net], outputs: [output as number] });
      return output as number;
    });
  const add = (block: Block, x: number[], y: number[]) => {
    let carry = CONSTANT_ZERO;
    return x.map((net, bit) => {
      const [con, sn] = gate(block, 'FA', [net, y[bit] ?? CONSTANT_ZERO, carry], 2) as [number, number];
      carry = gate(block, 'INV', [con])[0] as number;
      return gate(block, 'INV', [sn])[0] as number;
    });
  };
  const wide = (bits: number[], shift: number) =>
    Array.from({ length: SUM_BITS }, (_, bit) => bits[bit - shift] ?? CONSTANT_ZERO);
  const product = (index: number) => {
    const [x, y] = [a, b].map((bits) => bits.slice(index * OPERAND_BITS, (index + 1) * OPERAND_BITS)) as [
      number[],
      number[],
    ];
    const rows = y.map((by, shift) =>
      wide(
        x.map((ax) => gate('multiply', 'AND2', [ax, by])[0] as number),
        shift,
      ),
    );
    return rows.reduce((sum, row) => add('multiply', sum, row));
  };
  const terms = [product(0), product(1), c].map(register) as [number[], number[], number[]];
  const sum = register(add('add', add('add', terms[0], terms[1]), terms[2]));
  const cells = [...(flipFlops ?? []), ...(gates ?? [])];
  return { library: 'small', nets, inputs, outputs: [{ name: 'd', nets: sum }], cells };
}

/** What must come out, by arithmetic. */
export function handResults({ a, b, c }: OperandStreams): Uint32Array {
  return c.map(
    (start, i) => ((a[2 * i] ?? 0) * (b[2 * i] ?? 0) + (a[2 * i + 1] ?? 0) * (b[2 * i + 1] ?? 0) + start) & 255,
  );
}

/** Operands of all lanes from a function of cycle and lane. */
export function handStreams(
  cycles: number,
  code: (port: 'a' | 'b' | 'c', cycle: number, lane: number, index: number) => number,
): OperandStreams {
  const fill = (port: 'a' | 'b' | 'c', perLane: number) =>
    Uint32Array.from({ length: cycles * LANES * perLane }, (_, i) => {
      const unit = Math.floor(i / perLane);
      return code(port, Math.floor(unit / LANES), unit % LANES, i % perLane);
    });
  const productsPerStep = HAND_PRODUCTS;
  return { cycles, productsPerStep, a: fill('a', productsPerStep), b: fill('b', productsPerStep), c: fill('c', 1) };
}
