/**
 * Gates without a technology, counted in two-input NAND gates by transistors of static CMOS: a NAND2 has four.
 * An area, nothing else: no capacitance, energy or delay. Source: transistor counts of N. Weste, D. Harris, "CMOS VLSI
 * Design", 4th edition, 2010, chapters 1, 10 and 11 (flip-flop: two latches of transmission gates and inverters, 24
 * with buffers; full adder: mirror adder of 28; exclusive or: 10 with the inverters of its inputs, counted as 12 by pairs).
 */
import { type AreaCell, areaCells } from './area-cells.js';
import type { CellLibrary } from './cell-library.js';

const TRANSISTORS_OF_NAND2 = 4;

/** Name, transistors, function. */
const GATES: readonly AreaCell[] = [
  ['INV', 2, { Y: '!A' }],
  ['BUF', 4, { Y: 'A' }],
  ['NAND2', 4, { Y: '!(A*B)' }],
  ['NOR2', 4, { Y: '!(A+B)' }],
  ['AND2', 6, { Y: 'A*B' }],
  ['OR2', 6, { Y: 'A+B' }],
  ['NAND3', 6, { Y: '!(A*B*C)' }],
  ['NOR3', 6, { Y: '!(A+B+C)' }],
  ['XOR2', 12, { Y: 'A^B' }],
  ['XNOR2', 12, { Y: '!(A^B)' }],
  ['AOI21', 6, { Y: '!((A*B)+C)' }],
  ['OAI21', 6, { Y: '!((A+B)*C)' }],
  ['AOI22', 8, { Y: '!((A*B)+(C*D))' }],
  ['OAI22', 8, { Y: '!((A+B)*(C+D))' }],
  ['MUX2', 12, { Y: '(A*!S)+(B*S)' }],
  ['HA', 18, { S: 'A^B', CO: 'A*B' }],
  ['FA', 28, { S: 'A^B^CI', CO: '(A*B)+(CI*(A+B))' }],
  ['DFF', 24, { Q: 'IQ' }],
  ['ZERO', 0, { Y: '0' }],
  ['ONE', 0, { Y: '1' }],
];

export const generic: CellLibrary = {
  name: 'generic',
  node: 'none: areas in two-input NAND gates',
  voltageV: 0,
  temperatureC: 0,
  source: 'transistor counts of static CMOS gates (Weste and Harris, CMOS VLSI Design, 4th edition)',
  licence: 'none needed: facts',
  facts: 'areas',
  areaUnit: 'nand2',
  cells: areaCells(
    GATES.map(([name, transistors, functions]) => [name, transistors / TRANSISTORS_OF_NAND2, functions]),
  ),
};
