/** Netlists and operands drawn by seed: no unit that computes anything, but every cell of the small library. */
import { randomWord } from '../../../runtime/random.js';
import type { Netlist, NetlistCell } from '../../../sim/gates/netlist/netlist.js';
import { LANES, type OperandStreams } from '../../../sim/gates/operands/operand-streams.js';
import { SMALL_LIBRARY } from './small-library.js';

export interface DrawnNetlist {
  readonly cells: number;
  readonly flipFlops: number;
  /** `feedback`: a flip-flop takes any net; otherwise one that does not depend on it. */
  readonly registers: 'pipeline' | 'feedback';
}

const [A_BITS, B_BITS, C_BITS, OUTPUT_BITS] = [6, 6, 7, 12];
export const PRODUCTS = 2;

export function drawNetlist(seed: number, { cells, flipFlops, registers }: DrawnNetlist): Netlist {
  let drawn = 0;
  const below = (limit: number) => randomWord(seed, 1, drawn++) % limit;
  let nets = 2;
  const take = (count: number) => Array.from({ length: count }, () => nets++);
  const inputs = [
    { name: 'a', nets: take(A_BITS) },
    { name: 'b', nets: take(B_BITS) },
    { name: 'c', nets: take(C_BITS) },
  ];
  const all = SMALL_LIBRARY.cells;
  const gates = all.filter((cell) => cell.flipFlop === undefined);
  const stores = all.filter((cell) => cell.flipFlop !== undefined);
  const [combinational, registered]: NetlistCell[][] = [[], []];
  const held = registers === 'feedback' ? take(flipFlops) : [];
  const every = Math.floor(cells / flipFlops);
  for (let i = 0; i < cells; i++) {
    const cell = gates[below(gates.length)] as (typeof gates)[number];
    const from = cell.inputs.map(() => (below(3) === 0 ? below(nets) : Math.max(0, nets - 1 - below(12))));
    const outputs = cell.outputs.map((_, pin) => (pin > 0 && below(4) === 0 ? -1 : nets++));
    combinational?.push({ name: `add_g${i}`, cell: cell.name, block: 'add', inputs: from, outputs });
    const due = i % every === every - 1 && registered && registered.length < flipFlops;
    if (registers === 'pipeline' && due) registered.push(store(stores, registered.length, below(nets), nets++));
  }
  for (const [i, net] of held.entries()) registered?.push(store(stores, i, below(nets), net));
  const outputs = [{ name: 'd', nets: Array.from({ length: OUTPUT_BITS }, () => below(nets)) }];
  return { library: 'small', nets, inputs, outputs, cells: [...(registered ?? []), ...(combinational ?? [])] };
}

function store(stores: readonly { name: string }[], index: number, data: number, output: number): NetlistCell {
  const cell = (stores[index % stores.length] as { name: string }).name;
  return { name: `registers_r${index}`, cell, block: 'registers', inputs: [data], outputs: [output] };
}

/** Uniform codes, some cycles equal to those before. */
export function drawStreams(seed: number, cycles: number): OperandStreams {
  const codes = (stream: number, perLane: number, bits: number) =>
    Uint32Array.from({ length: cycles * LANES * perLane }, (_, i) => randomWord(seed, stream, i) & (2 ** bits - 1));
  return {
    cycles,
    productsPerStep: PRODUCTS,
    a: codes(2, PRODUCTS, A_BITS / PRODUCTS),
    b: codes(3, PRODUCTS, B_BITS / PRODUCTS),
    c: codes(4, 1, C_BITS),
  };
}
